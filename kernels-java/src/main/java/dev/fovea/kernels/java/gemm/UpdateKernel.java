package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/**
 * Adds products of a few columns of a with a few rows of b to all of y: an update of rank {@link
 * #DEPTH}. The rows of b are read once, where they lie, and stay in registers while all rows of y
 * pass by; it is y that is read and written at each update, so it must be small.
 */
interface UpdateKernel {
  /** Rows of b that are added at once. */
  int DEPTH = 8;

  /** Columns of a panel. */
  int columns();

  /**
   * {@code sums[p][i][j] += Σ_k a[i][k] · b[k][p · columns + j]}, k ascending.
   *
   * @param b holds {@link #DEPTH} rows
   * @param at the first row's first value, in bytes
   * @param rowBytes bytes between rows
   * @param panels how many of b's panels of columns
   * @param a the factors: {@code [rows][DEPTH]}
   * @param first where they begin
   * @param rows rows of a
   * @param sums added to: {@code [panels][rows][columns]}
   * @param to where they begin
   */
  void add(
      MemorySegment b,
      long at,
      long rowBytes,
      int panels,
      float[] a,
      int first,
      int rows,
      float[] sums,
      int to);
}
