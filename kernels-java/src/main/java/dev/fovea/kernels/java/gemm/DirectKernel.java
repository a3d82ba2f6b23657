package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loop of products whose left rows are read where they lie, in memory off the heap:
 * {@code tile[i,j] = Σ a[i,k] · b[k,j]}, k ascending, tile by tile. For few panels or steps:
 * packing would cost more than it saves, and so would a copy into an array.
 *
 * <p>Each row of a tile is a slice of its own, made in the loop's method: C2 then checks it once,
 * and not at each step. Offsets are {@code long}: from {@code int} ones, C2 makes an index for the
 * rows and one for the panel, and keeps slices' addresses on the stack (35 instructions a step for
 * 6 rows by 2 vectors, 26 with {@code long}; 34 and 20 for 8 by 1).
 */
public interface DirectKernel {
  /** Rows of a tile. */
  int rows();

  /** Columns of a tile. */
  int columns();

  /**
   * Multiplies some rows by a panel.
   *
   * @param depth steps k of the sum; 0 gives zeros
   * @param a memory of the left matrix
   * @param start where the first row's first step lies, in bytes
   * @param stride bytes between rows
   * @param rows rows to multiply, at least 1; the last tile computes what it has beyond them too
   * @param b packed panels
   * @param bOffset where the sum's first step lies in {@code b}, in elements
   * @param tile overwritten, row-major, dense: one tile after the other
   */
  void multiply(
      int depth,
      MemorySegment a,
      long start,
      long stride,
      int rows,
      MemorySegment b,
      int bOffset,
      float[] tile);

  /** One row's steps; a row after the last is the last again. */
  static MemorySegment row(MemorySegment a, long at, long stride, int row, int last, int depth) {
    boolean none = depth == 0; // then nothing need lie there
    return a.asSlice(none ? 0 : at + Math.min(row, last) * stride, (long) depth * Float.BYTES);
  }
}
