package dev.fovea.kernels.java.gemm;

/** Transposes rows into a strip. */
public interface StripPacker {
  /**
   * {@code target[to + k · STEP + i] = source[from + i · stride + k]} for each step k and row i;
   * see {@link Strips}. Where all rows of a strip are given, what lies beyond them is overwritten
   * too.
   *
   * @param source rows
   * @param from the first value of row 0
   * @param stride values between rows
   * @param rows rows, at most {@link Strips#HEIGHT}
   * @param steps values of each
   * @param target strips
   * @param to where row 0 of step 0 goes
   */
  void pack(float[] source, int from, int stride, int rows, int steps, float[] target, int to);
}
