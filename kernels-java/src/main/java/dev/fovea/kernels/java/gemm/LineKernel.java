package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/** {@link MicroKernel} for rows of a that were copied side by side: see {@link Lines}. */
interface LineKernel {
  /** Rows of the tile. */
  int rows();

  /** Columns of the tile. */
  int columns();

  /**
   * Multiplies some tiles by one panel.
   *
   * @param depth steps k of the sum, at most {@link Lines#DEPTH}; 0 gives zeros
   * @param lines a's rows, {@link Lines#LENGTH} apart
   * @param first where the first tile's first row begins
   * @param distance values between tiles' first rows
   * @param tiles how many
   * @param b packed panels
   * @param bOffset where the sum's first step lies in {@code b}, in elements
   * @param tile overwritten, row-major, dense, one after the other
   * @param to where the first begins
   */
  void multiply(
      int depth,
      float[] lines,
      int first,
      int distance,
      int tiles,
      MemorySegment b,
      int bOffset,
      float[] tile,
      int to);
}
