package dev.fovea.kernels.java.normalization;

import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Inner loops of layer normalisation over rows of float32 values that follow each other without
 * gaps. Operands with one value per column are read from their first element on. Sums are doubles,
 * and what is subtracted from a value is subtracted before anything else rounds.
 */
interface NormalizationLoops {
  /** The loops of this run's vector mode. */
  static NormalizationLoops ofMode() {
    return VectorMode.current().isVector()
        ? new VectorNormalizationLoops()
        : new ScalarNormalizationLoops();
  }

  /** {@code Σ (x - mean)²} of one row. */
  double squaredDeviations(MemorySegment x, long begin, int count, double mean);

  /** {@code Σ weight · dy} of one row. */
  double weightedSum(MemorySegment dy, MemorySegment weight, long begin, int count);

  /** {@code Σ weight · dy · (x - mean)} of one row. */
  double weightedProduct(
      MemorySegment x, MemorySegment dy, MemorySegment weight, long begin, int count, float mean);

  /** One row, {@code y = (((x - high) - low) · inverse) · gamma + beta}. */
  void normalizeRow(
      MemorySegment x,
      MemorySegment y,
      long begin,
      int count,
      float high,
      float low,
      float inverse,
      MemorySegment gamma,
      MemorySegment beta);

  /** One row, {@code dx = (dy · gamma - offset - (x - mean) · slope) · inverse}. */
  void gradientRow(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      long begin,
      int count,
      MemorySegment gamma,
      float mean,
      float inverse,
      float offset,
      float slope);

  /** One row, {@code sums += dy; products += dy · (x - mean) · inverse}; the sums are doubles. */
  void addRow(
      MemorySegment x,
      MemorySegment dy,
      long begin,
      int count,
      float mean,
      float inverse,
      MemorySegment sums,
      MemorySegment products);
}
