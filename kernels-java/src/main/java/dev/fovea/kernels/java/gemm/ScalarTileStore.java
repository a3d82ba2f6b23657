package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

/** Value by value. */
final class ScalarTileStore implements TileStore {
  @Override
  public void store(
      float[] tile,
      int tileAt,
      int stride,
      int rows,
      int columns,
      Output output,
      int column,
      long at) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        long position = at + i * output.rowBytes() + (long) j * Float.BYTES;
        float value = finish(tile[tileAt + i * stride + j], output, column + j, position);
        output.y().set(JAVA_FLOAT_UNALIGNED, position, value);
      }
    }
  }

  private static float finish(float result, Output output, int column, long position) {
    float value = output.alpha() * result;
    if (output.beta() != 0) {
      value += output.beta() * output.y().get(JAVA_FLOAT_UNALIGNED, position);
    }
    if (output.bias() != null) {
      value += output.bias()[column];
    }
    if (output.addend() != null) {
      value += output.addend().get(JAVA_FLOAT_UNALIGNED, position);
    }
    return (float) output.activation().apply(value);
  }
}
