package dev.fovea.kernels.java.gemm;

/** Transposes some rows: how strips are packed, and panels of a matrix stored column by column. */
interface Transposer {
  /** The most rows at once. */
  int ROWS = 16;

  /**
   * {@code target[to + k · step + i] = source[from + i · stride + k]} for each step k and row i.
   * All {@link #ROWS} values of each step may be overwritten, however few rows there are, if steps
   * lie so far apart.
   *
   * @param source rows
   * @param from the first value of row 0
   * @param stride values between rows
   * @param rows rows, at most {@link #ROWS}
   * @param steps values of each
   * @param target steps
   * @param to where row 0 of step 0 goes
   * @param step values between steps
   */
  void transpose(
      float[] source, int from, int stride, int rows, int steps, float[] target, int to, int step);
}
