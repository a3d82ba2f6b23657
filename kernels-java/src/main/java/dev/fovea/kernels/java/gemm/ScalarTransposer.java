package dev.fovea.kernels.java.gemm;

/** Row by row, some steps at a time, so that what is written stays in the nearest cache. */
final class ScalarTransposer implements Transposer {
  private static final int CHUNK = 256;

  @Override
  public void transpose(
      float[] source, int from, int stride, int rows, int steps, float[] target, int to, int step) {
    for (int k = 0; k < steps; k += CHUNK) {
      int count = Math.min(CHUNK, steps - k);
      for (int i = 0; i < rows; i++) {
        put(source, from + i * stride + k, count, target, to + k * step + i, step);
      }
    }
  }

  private static void put(float[] source, int from, int count, float[] target, int to, int step) {
    for (int k = 0; k < count; k++) {
      target[to + k * step] = source[from + k];
    }
  }
}
