package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/**
 * Rows of a left matrix where they lie, in memory off the heap. The steps of a row are some runs of
 * values, as many in each: one for a matrix, one for each row of taps for the patches of an image
 * {@code [H,W,C]}, where a tap's channels and the taps beside it lie next to each other.
 *
 * @param memory holds them
 * @param start where the first row begins, in bytes
 * @param stride bytes between rows
 * @param runs runs of a row
 * @param length values of a run
 * @param distance bytes between runs
 */
public record Patches(
    MemorySegment memory, long start, int stride, int runs, int length, int distance) {
  /** Steps of a row. */
  int depth() {
    return runs * length;
  }

  /** The memory of some rows, from the beginning of the first to the end of the last. */
  MemorySegment slice(int first, int rows) {
    long bytes = (rows - 1L) * stride + (runs - 1L) * distance + (long) length * Float.BYTES;
    return memory.asSlice(start + (long) first * stride, bytes);
  }
}
