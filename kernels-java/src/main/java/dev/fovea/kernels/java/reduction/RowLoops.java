package dev.fovea.kernels.java.reduction;

import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Inner loops over one row of float32 memory, given by its first element: the parts of softmax and
 * cross-entropy. A result may be written over an input.
 */
interface RowLoops {
  /** The loops of this run's vector mode. */
  static RowLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorRowLoops() : new ScalarRowLoops();
  }

  /** The largest; NaN if any is. */
  float maximum(MemorySegment x, long begin, int count);

  /** {@code Σ exp(x - shift)} */
  double sumOfExponentials(MemorySegment x, long begin, int count, float shift);

  /** {@code y = exp(x - shift)}; returns {@code Σ y}. */
  double exponentials(MemorySegment x, MemorySegment y, long begin, int count, float shift);

  /** {@code y = factor · y} */
  void scale(MemorySegment y, long begin, int count, float factor);

  /** {@code y = (x - shift) - logSum} */
  void subtract(MemorySegment x, MemorySegment y, long begin, int count, float shift, float logSum);

  /** {@code Σ a} */
  double sum(MemorySegment a, long begin, int count);

  /** {@code Σ a·b} */
  double dot(MemorySegment a, MemorySegment b, long begin, int count);

  /** {@code Σ t · ((x - shift) - logSum)}, where t is not 0. */
  double weightedLogarithms(
      MemorySegment t, MemorySegment x, long begin, int count, float shift, float logSum);

  /** {@code dx = y · (dy - sum)} */
  void softmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, int count, float sum);

  /** {@code dx = dy - exp(y) · sum} */
  void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, int count, float sum);

  /** {@code y = a · y - b · t} */
  void scaleAndSubtract(float a, MemorySegment y, float b, MemorySegment t, long begin, int count);
}
