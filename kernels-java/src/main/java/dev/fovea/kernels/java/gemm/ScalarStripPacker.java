package dev.fovea.kernels.java.gemm;

/** Row by row, some steps at a time, so that what is written stays in the nearest cache. */
final class ScalarStripPacker implements StripPacker {
  private static final int STEP = Strips.STEP;
  private static final int CHUNK = 256;

  @Override
  public void pack(
      float[] source, int from, int stride, int rows, int steps, float[] target, int to) {
    for (int k = 0; k < steps; k += CHUNK) {
      int count = Math.min(CHUNK, steps - k);
      for (int i = 0; i < rows; i++) {
        put(source, from + i * stride + k, count, target, to + k * STEP + i);
      }
    }
  }

  /** Packs a part of a row. */
  static void put(float[] source, int from, int count, float[] target, int to) {
    for (int k = 0; k < count; k++) {
      target[to + k * STEP] = source[from + k];
    }
  }
}
