package dev.fovea.engine.data;

import dev.fovea.backend.op.Shape;
import java.util.List;

/**
 * Labelled pictures of one size, read by index. Reading the same index gives the same values every
 * time, from any thread, also from several at once.
 */
public interface Dataset {
  /** Number of samples. */
  int size();

  /** Shape of each sample, {@code [H,W,C]}. */
  Shape sampleShape();

  /** Number of classes; labels lie in {@code 0 … classes - 1}. */
  default int classes() {
    return classNames().size();
  }

  /** What the classes are called, by label. */
  List<String> classNames();

  /**
   * Copies the values of a sample, each in {@code [0, 1]}, to {@code target[offset …]}.
   *
   * @throws IndexOutOfBoundsException if there is no such sample or the target is too short
   */
  void read(int index, float[] target, int offset);

  /**
   * Class of a sample.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  int label(int index);
}
