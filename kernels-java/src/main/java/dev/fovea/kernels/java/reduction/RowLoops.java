package dev.fovea.kernels.java.reduction;

import dev.fovea.kernels.java.simd.VectorMode;

/**
 * Inner loops over rows of {@code count} elements, a multiple of {@link #alignment()}: the parts of
 * softmax and cross-entropy. A result may be written over an input.
 */
interface RowLoops {
  /** The loops of this run's vector mode. */
  static RowLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorRowLoops() : new ScalarRowLoops();
  }

  /** What {@code count} must be a multiple of; {@link Rows} pads the elements that are left. */
  int alignment();

  /** The largest that is a number; -∞ if none is. */
  float maximum(Row x, int count);

  /** {@code y = exp(x - shift)}, where no x is above shift; returns {@code Σ y}. */
  double exponentials(Row x, Row y, int count, float shift);

  /** {@code Σ exp(x - shift)}, where no x is above shift. */
  double sumOfExponentials(Row x, int count, float shift);

  /** {@code y = factor · y} */
  void scale(Row y, int count, float factor);

  /** {@code y = (x - shift) - logSum} */
  void subtract(Row x, Row y, int count, float shift, float logSum);

  /** {@code Σ a} */
  double sum(Row a, int count);

  /** {@code Σ a·b} */
  double dot(Row a, Row b, int count);

  /** {@code Σ t · ((x - shift) - logSum)}, where t is not 0. */
  double weightedLogarithms(Row t, Row x, int count, float shift, float logSum);

  /** {@code dx = y · (dy - sum)} */
  void softmaxGradient(Row y, Row dy, Row dx, int count, float sum);

  /** {@code dx = dy - exp(y) · sum} */
  void logSoftmaxGradient(Row y, Row dy, Row dx, int count, float sum);

  /** {@code y = a · y - b · t} */
  void scaleAndSubtract(float a, Row y, float b, Row t, int count);
}
