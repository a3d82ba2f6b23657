package dev.fovea.kernels.java.gemm;

/**
 * {@link MicroKernel} for rows of a that lie {@link Rows#DISTANCE} apart, with steps side by side.
 * The distance is a constant of the code: one address serves all rows, where the tables of {@link
 * MicroKernel} give each row an address of its own, more than there are registers (measured: 0.96
 * to 0.98 of the multiply-add peak against 0.68 to 0.95, by luck of the JVM).
 */
interface RowKernel {
  /** Rows of the tile. */
  int rows();

  /** Columns of the tile. */
  int columns();

  /**
   * Multiplies one tile.
   *
   * @param depth steps k of the sum; 0 gives zeros
   * @param a rows, see {@link Rows}
   * @param aOffset where the tile's first row begins in {@code a}
   * @param b packed panels
   * @param bOffset where the sum's first step lies in {@code b}
   * @param tile overwritten, row-major, dense
   */
  void multiply(int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile);
}
