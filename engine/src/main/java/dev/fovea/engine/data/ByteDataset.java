package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.util.List;
import java.util.Objects;

/**
 * Pictures in memory, one unsigned byte per value: a quarter of what floats take. {@code 0 … 255}
 * reads as {@code 0 … 1}.
 */
public final class ByteDataset implements Dataset {
  private final Shape sampleShape;
  private final List<String> classNames;
  private final byte[] pixels;
  private final byte[] labels;
  private final int sampleSize;

  /**
   * A data set that shares these arrays.
   *
   * @param sampleShape shape of each sample, {@code [H,W,C]}
   * @param classNames what the classes are called, by label; at most 256
   * @param pixels {@code [N,H,W,C]}, unsigned
   * @param labels {@code [N]}, unsigned
   * @throws FoveaException if the arrays don't fit each other or a label has no class
   */
  public ByteDataset(Shape sampleShape, List<String> classNames, byte[] pixels, byte[] labels) {
    InMemory.check(sampleShape, pixels.length, labels.length);
    for (int index = 0; index < labels.length; index++) {
      InMemory.checkLabel(labels[index] & 0xFF, index, classNames.size());
    }
    this.sampleShape = sampleShape;
    this.classNames = List.copyOf(classNames);
    this.pixels = pixels;
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
    int start = Objects.checkIndex(index, labels.length) * sampleSize;
    Objects.checkFromIndexSize(offset, sampleSize, target.length);
    for (int i = 0; i < sampleSize; i++) {
      target[offset + i] = (pixels[start + i] & 0xFF) / 255f;
    }
  }

  @Override
  public int label(int index) {
    return labels[index] & 0xFF;
  }
}
