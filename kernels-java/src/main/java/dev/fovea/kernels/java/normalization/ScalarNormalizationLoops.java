package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** One element after the other. The vector loops leave the last columns to it. */
class ScalarNormalizationLoops implements NormalizationLoops {
  private static float get(MemorySegment memory, long index) {
    return memory.getAtIndex(JAVA_FLOAT, index);
  }

  private static void add(MemorySegment sums, int index, double value) {
    sums.setAtIndex(JAVA_DOUBLE, index, sums.getAtIndex(JAVA_DOUBLE, index) + value);
  }

  @Override
  public double squaredDeviations(MemorySegment x, long begin, int count, double mean) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double deviation = get(x, begin + i) - mean;
      sum += deviation * deviation;
    }
    return sum;
  }

  @Override
  public double weightedSum(MemorySegment dy, MemorySegment weight, long begin, int count) {
    return weightedSum(dy, weight, begin, 0, count);
  }

  /** Elements {@code [from, to)} of a row. */
  static double weightedSum(MemorySegment dy, MemorySegment weight, long begin, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) get(dy, begin + i) * get(weight, i);
    }
    return sum;
  }

  @Override
  public double weightedProduct(
      MemorySegment x, MemorySegment dy, MemorySegment weight, long begin, int count, float mean) {
    return weightedProduct(x, dy, weight, begin, 0, count, mean);
  }

  /** Elements {@code [from, to)} of a row. */
  static double weightedProduct(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment weight,
      long begin,
      int from,
      int to,
      float mean) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double gradient = (double) get(dy, begin + i) * get(weight, i);
      sum += gradient * ((double) get(x, begin + i) - mean);
    }
    return sum;
  }

  @Override
  public void normalizeRow(
      MemorySegment x,
      MemorySegment y,
      long begin,
      int count,
      float high,
      float low,
      float inverse,
      MemorySegment gamma,
      MemorySegment beta) {
    normalizeRow(x, y, begin, 0, count, high, low, inverse, gamma, beta);
  }

  /** Elements {@code [from, to)} of a row. */
  static void normalizeRow(
      MemorySegment x,
      MemorySegment y,
      long begin,
      int from,
      int to,
      float high,
      float low,
      float inverse,
      MemorySegment gamma,
      MemorySegment beta) {
    for (int i = from; i < to; i++) {
      float normal = ((get(x, begin + i) - high) - low) * inverse;
      y.setAtIndex(JAVA_FLOAT, begin + i, normal * get(gamma, i) + get(beta, i));
    }
  }

  @Override
  public void gradientRow(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      long begin,
      int count,
      MemorySegment gamma,
      float mean,
      float inverse,
      float offset,
      float slope) {
    gradientRow(x, dy, dx, begin, 0, count, gamma, mean, inverse, offset, slope);
  }

  /** Elements {@code [from, to)} of a row. */
  static void gradientRow(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      long begin,
      int from,
      int to,
      MemorySegment gamma,
      float mean,
      float inverse,
      float offset,
      float slope) {
    for (int i = from; i < to; i++) {
      float share = (get(x, begin + i) - mean) * slope;
      float centred = get(dy, begin + i) * get(gamma, i) - offset - share;
      dx.setAtIndex(JAVA_FLOAT, begin + i, centred * inverse);
    }
  }

  @Override
  public void addRow(
      MemorySegment x,
      MemorySegment dy,
      long begin,
      int count,
      float mean,
      float inverse,
      MemorySegment sums,
      MemorySegment products) {
    addRow(x, dy, begin, 0, count, mean, inverse, sums, products);
  }

  /** Elements {@code [from, to)} of a row. */
  static void addRow(
      MemorySegment x,
      MemorySegment dy,
      long begin,
      int from,
      int to,
      float mean,
      float inverse,
      MemorySegment sums,
      MemorySegment products) {
    for (int i = from; i < to; i++) {
      double gradient = get(dy, begin + i);
      add(sums, i, gradient);
      add(products, i, gradient * (((double) get(x, begin + i) - mean) * inverse));
    }
  }
}
