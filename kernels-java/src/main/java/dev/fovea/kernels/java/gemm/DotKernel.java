package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/** Sums of products of a vector with rows of a matrix where it lies. */
interface DotKernel {
  /** Bytes of the working memory that {@link #dots} takes. */
  int SCRATCH = 2048;

  /**
   * {@code sums[to + j] = Σ a[first + k] · row_j[k]}, each in an order that depends on {@code
   * count} alone.
   *
   * @param a the vector
   * @param first its first value
   * @param matrix holds the rows
   * @param at the first row's first value, in bytes
   * @param rowBytes bytes from a row to the next
   * @param rows number of rows
   * @param count values of a row
   * @param sums takes the sums; what lies behind them, up to a whole vector, is overwritten
   * @param to where the first goes
   * @param scratch working memory of {@link #SCRATCH} bytes
   */
  void dots(
      float[] a,
      int first,
      MemorySegment matrix,
      long at,
      long rowBytes,
      int rows,
      int count,
      float[] sums,
      int to,
      MemorySegment scratch);
}
