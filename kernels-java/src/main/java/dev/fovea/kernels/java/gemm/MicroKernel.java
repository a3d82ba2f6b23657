package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loop of every product and convolution: tiles one below the other, {@code tile[i,j]
 * = Σ a(i,k) · b[k,j]}, k ascending. Several a call, because a call takes as long as some fifteen
 * steps.
 *
 * <p>Element (i,k) of a lies at {@code aOffset + rows[i] + steps[k]}: two tables describe a matrix
 * as well as its transpose, a block of one, or an image as a convolution sees it, without copying
 * each cell to all the places where im2col would repeat it (Dukhan, "The indirect convolution
 * algorithm", arXiv:1907.02129). Panel b is packed {@code [k][columns()]}.
 */
public interface MicroKernel {
  /** Rows of the tile. */
  int rows();

  /** Columns of the tile. */
  int columns();

  /**
   * Multiplies some tiles' rows by a panel.
   *
   * @param depth steps k of the sum; 0 gives zeros
   * @param a values of a
   * @param aOffset added to every position in a
   * @param rows positions of rows in a
   * @param firstRow the first tile's first entry in {@code rows}; {@link #rows()} entries are read
   *     for each tile
   * @param tiles tiles to multiply
   * @param steps positions of steps in a
   * @param firstStep the sum's first entry in {@code steps}
   * @param b packed panels
   * @param bOffset where the sum's first step lies in {@code b}, in elements
   * @param tile overwritten, row-major, dense: one tile after the other
   */
  void multiply(
      int depth,
      float[] a,
      int aOffset,
      int[] rows,
      int firstRow,
      int tiles,
      int[] steps,
      int firstStep,
      MemorySegment b,
      int bOffset,
      float[] tile);
}
