package dev.fovea.kernels.java.gemm;

/** Writes results from an array to their {@link Output}. */
public interface TileStore {
  /**
   * Writes one tile.
   *
   * @param tile results; may be read beyond {@code columns}, up to a whole vector
   * @param tileAt where the first row lies
   * @param tileStride values between rows
   * @param rows rows to write
   * @param columns columns to write; at most {@link MicroKernel#columns()} of the widest kernel
   * @param output where to
   * @param column column of y of the first value: which bias it takes
   * @param at where the first value goes in y, in bytes
   */
  void store(
      float[] tile,
      int tileAt,
      int tileStride,
      int rows,
      int columns,
      Output output,
      int column,
      long at);
}
