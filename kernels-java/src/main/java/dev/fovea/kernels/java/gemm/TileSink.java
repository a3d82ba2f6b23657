package dev.fovea.kernels.java.gemm;

/** Takes the tiles of a product, one or some one below the other. */
@FunctionalInterface
public interface TileSink {
  /**
   * Takes tiles.
   *
   * @param tile results, row-major
   * @param width values between rows of a tile
   * @param row first row of the product
   * @param rows rows that count
   * @param column first column of the product
   * @param columns columns that count
   */
  void accept(float[] tile, int width, int row, int rows, int column, int columns);
}
