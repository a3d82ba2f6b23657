package dev.fovea.engine.data;

import dev.fovea.backend.op.Shape;

/**
 * Samples side by side in memory. The arrays are those of the loader, which fills them anew: copy
 * what must outlive the next call to the iterator. Only the first {@link #count} samples count: the
 * last batch of an epoch may be smaller than its arrays.
 */
public final class Batch {
  private final Shape sampleShape;
  private final float[] images;
  private final int[] labels;
  private int count;

  /** Room for a number of samples. */
  Batch(Shape sampleShape, int capacity) {
    this.sampleShape = sampleShape;
    this.images = new float[Math.toIntExact(capacity * sampleShape.elements())];
    this.labels = new int[capacity];
  }

  /** Values of the samples, {@code [count,H,W,C]}, at the start of the array. */
  public float[] images() {
    return images;
  }

  /** Classes of the samples, {@code [count]}, at the start of the array. */
  public int[] labels() {
    return labels;
  }

  /** Number of samples. */
  public int count() {
    return count;
  }

  /** Shape of one sample, {@code [H,W,C]}. */
  public Shape sampleShape() {
    return sampleShape;
  }

  /** Shape of the batch, {@code [count,H,W,C]}. */
  public Shape shape() {
    return Shape.of(count, sampleShape.size(0), sampleShape.size(1), sampleShape.size(2));
  }

  void count(int samples) {
    count = samples;
  }
}
