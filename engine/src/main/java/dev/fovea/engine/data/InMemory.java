package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;

/** What holds for every data set that lies in arrays. */
final class InMemory {
  private InMemory() {}

  static void check(Shape sampleShape, int values, int labels) {
    ShapeException.require(
        sampleShape.rank() == 3 && sampleShape.elements() > 0,
        "dataset: samples must be [H,W,C], not empty: sample=%s",
        sampleShape);
    ShapeException.require(
        (double) sampleShape.elements() * labels == values,
        "dataset: values must fill the samples, one label each: sample=%s, values=%d, labels=%d",
        sampleShape,
        values,
        labels);
  }

  static void checkLabel(int label, int index, int classes) {
    if (label < 0 || label >= classes) {
      throw new FoveaException(
          "dataset: label without a class: label=%d, sample=%d, classes=%d"
              .formatted(label, index, classes));
    }
  }
}
