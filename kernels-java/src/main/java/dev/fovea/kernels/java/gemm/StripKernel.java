package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/**
 * {@link MicroKernel} for packed {@link Strips} of a. Its rows lie side by side: one address serves
 * all of them, where the tables of {@link MicroKernel} give each row an address of its own, more
 * than there are registers.
 */
interface StripKernel {
  /** Rows of the tile and of a strip. */
  int rows();

  /** Columns of the tile. */
  int columns();

  /**
   * Multiplies one tile.
   *
   * @param depth steps k of the sum; 0 gives zeros
   * @param a packed strips
   * @param aOffset where the tile's strip begins in {@code a}
   * @param b packed panels
   * @param bOffset where the sum's first step lies in {@code b}, in elements
   * @param tile overwritten, row-major, dense
   */
  void multiply(int depth, float[] a, int aOffset, MemorySegment b, int bOffset, float[] tile);
}
