package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/** Adds multiples of rows of a matrix where it lies: for products with few rows. */
interface RowKernel {
  /** Rows that are added at once. */
  int ROWS = 4;

  /**
   * {@code sums[to + j] += Σ factors[first + i] · row i[j]}, i ascending, for some rows side by
   * side.
   *
   * @param matrix holds the rows
   * @param at the first value of row 0, in bytes
   * @param rowBytes bytes between rows
   * @param rows 1 to {@link #ROWS}
   * @param factors one per row
   * @param first the first row's
   * @param sums added to; whole vectors, as many as cover {@code count}
   * @param to the first
   * @param count values of each row
   */
  void add(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int rows,
      float[] factors,
      int first,
      float[] sums,
      int to,
      int count);
}
