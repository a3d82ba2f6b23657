package dev.fovea.engine.data;

import dev.fovea.backend.op.Shape;
import java.util.List;

/** Small data sets for tests. */
final class SampleData {
  private SampleData() {}

  /** Samples of two by one pixels that tell their index: {@code (index / 1024, 0.5)}. */
  static FloatDataset numbered(int samples) {
    var images = new float[2 * samples];
    var labels = new int[samples];
    for (int index = 0; index < samples; index++) {
      images[2 * index] = index / 1024f;
      images[2 * index + 1] = 0.5f;
      labels[index] = index % 3;
    }
    return new FloatDataset(Shape.of(2, 1, 1), List.of("a", "b", "c"), images, labels);
  }

  /** The index that a sample tells. */
  static int index(float[] images, int position) {
    return Math.round(images[2 * position] * 1024);
  }
}
