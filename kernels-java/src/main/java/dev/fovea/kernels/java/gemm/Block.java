package dev.fovea.kernels.java.gemm;

/**
 * A block of a as positions in an array, see {@link MicroKernel}.
 *
 * @param values its values
 * @param offset added to every position
 * @param rows positions of rows; at least {@link KernelSet#maxRows} more than there are rows
 * @param firstRow first entry of rows
 * @param steps positions of steps
 * @param firstStep first entry of steps
 */
public record Block(
    float[] values, int offset, int[] rows, int firstRow, int[] steps, int firstStep) {}
