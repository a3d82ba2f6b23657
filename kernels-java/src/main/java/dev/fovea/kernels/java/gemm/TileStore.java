package dev.fovea.kernels.java.gemm;

/** Writes tiles to their {@link Output}. */
public interface TileStore {
  /**
   * Writes one tile.
   *
   * @param tile results; overwritten, each row up to a whole vector
   * @param tileAt where the first row lies
   * @param stride values between rows, at least {@code columns} rounded up to whole vectors
   * @param rows rows to write
   * @param columns columns to write
   * @param output where to
   * @param column column of y of the first value: which bias it takes
   * @param at where the first value goes in y, in bytes
   */
  void store(
      float[] tile,
      int tileAt,
      int stride,
      int rows,
      int columns,
      Output output,
      int column,
      long at);
}
