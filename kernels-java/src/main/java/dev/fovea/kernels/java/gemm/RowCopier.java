package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/** Copies rows into a packed panel. */
interface RowCopier {
  /**
   * {@code target[i · width + j] = row i[j]}, from {@code targetAt} on, for j below {@code
   * columns}; what the panel holds beyond is undefined.
   *
   * @param source holds the rows
   * @param at the first value of row 0, in bytes
   * @param rowBytes bytes between rows
   * @param rows rows to copy
   * @param columns values of each, at most {@code width}
   * @param target the panel
   * @param targetAt where row 0 goes, in bytes
   * @param width values between rows of the panel: one or two vectors
   */
  void copy(
      MemorySegment source,
      long at,
      long rowBytes,
      int rows,
      int columns,
      MemorySegment target,
      long targetAt,
      int width);
}
