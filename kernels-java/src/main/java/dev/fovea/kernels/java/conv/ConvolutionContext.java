package dev.fovea.kernels.java.conv;

import dev.fovea.backend.Precision;
import dev.fovea.kernels.java.gemm.GemmDriver;
import dev.fovea.kernels.java.gemm.TileLoop;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.PartialSums;
import dev.fovea.kernels.java.parallel.Workers;

/**
 * What a convolution runs on.
 *
 * @param workers the thread budget
 * @param arrays working memory that kernels compute in
 * @param scratch working memory for partial results
 * @param tiles the loops of products
 * @param gemm products of matrices that lie as they are
 * @param precision which algorithms are allowed
 */
public record ConvolutionContext(
    Workers workers,
    ArrayPool arrays,
    ScratchPool scratch,
    TileLoop tiles,
    GemmDriver gemm,
    Precision precision) {

  /** A sum of {@code length} values over {@code blocks} blocks. */
  PartialSums sums(int blocks, int length) {
    return new PartialSums(workers, arrays, scratch, blocks, length);
  }
}
