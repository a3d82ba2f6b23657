package dev.fovea.engine.data;

import dev.fovea.backend.op.Shape;
import java.util.List;

/** Pictures in memory, as floats. */
public final class FloatDataset implements Dataset {
  private final Shape sampleShape;
  private final List<String> classNames;
  private final float[] images;
  private final int[] labels;
  private final int sampleSize;

  /**
   * A data set that shares these arrays.
   *
   * @param sampleShape shape of each sample, {@code [H,W,C]}
   * @param classNames what the classes are called, by label
   * @param images {@code [N,H,W,C]}
   * @param labels {@code [N]}
   * @throws dev.fovea.backend.FoveaException if the arrays don't fit each other or a label has no
   *     class
   */
  public FloatDataset(Shape sampleShape, List<String> classNames, float[] images, int[] labels) {
    InMemory.check(sampleShape, images.length, labels.length);
    for (int index = 0; index < labels.length; index++) {
      InMemory.checkLabel(labels[index], index, classNames.size());
    }
    this.sampleShape = sampleShape;
    this.classNames = List.copyOf(classNames);
    this.images = images;
    this.labels = labels;
    this.sampleSize = (int) sampleShape.elements();
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public void read(int index, float[] target, int offset) {
    System.arraycopy(images, index * sampleSize, target, offset, sampleSize);
  }

  @Override
  public int label(int index) {
    return labels[index];
  }
}
