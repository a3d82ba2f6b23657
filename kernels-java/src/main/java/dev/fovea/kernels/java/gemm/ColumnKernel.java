package dev.fovea.kernels.java.gemm;

/**
 * A sum of outer products, {@code tile[i,j] += Σ a(k,i) · b(k,j)}, k ascending: for products whose
 * left matrix is there step by step, with its rows side by side, as transforms write it.
 */
public interface ColumnKernel {
  /** Rows of a that lie side by side: a is {@code [group][step][GROUP]}. */
  int GROUP = 16;

  /** Rows of the tile; divides {@link #GROUP}. */
  int rows();

  /** Columns of the tile, and of b's panels {@code [panel][step][columns]}. */
  int columns();

  /**
   * Adds to one tile.
   *
   * @param depth steps k of the sum
   * @param a groups of rows
   * @param aOffset where the tile's first row of the first step lies
   * @param b panels
   * @param bOffset where the panel begins
   * @param tile added to, row-major, dense
   * @param tileOffset where it begins
   */
  void add(int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile, int tileOffset);
}
