package dev.fovea.kernels.java.gemm;

/** Value by value. */
final class ScalarTileAdder implements TileAdder {
  @Override
  public void add(
      float[] tile,
      int width,
      int rows,
      int columns,
      float[] target,
      int[] positions,
      int first,
      int offset) {
    for (int i = 0; i < rows; i++) {
      int at = offset + positions[first + i];
      for (int j = 0; j < columns; j++) {
        target[at + j] += tile[i * width + j];
      }
    }
  }
}
