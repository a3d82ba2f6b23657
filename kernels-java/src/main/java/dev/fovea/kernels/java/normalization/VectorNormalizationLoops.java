package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.DoubleLanes.widen;

import dev.fovea.kernels.java.simd.DoubleLanes;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;

/** A vector of columns at a time; the last columns, fewer than a vector, one by one. */
final class VectorNormalizationLoops extends ScalarNormalizationLoops {
  private static final int WIDE_BYTES = DoubleLanes.COUNT * Double.BYTES;

  private static long bytes(long elements) {
    return elements * Float.BYTES;
  }

  private static int wholePairs(int count) {
    return DoubleLanes.SPECIES.loopBound(count);
  }

  private static int whole(int count) {
    return Lanes.SPECIES.loopBound(count);
  }

  private static void add(MemorySegment sums, long at, DoubleVector value) {
    DoubleLanes.store(DoubleLanes.load(sums, at).add(value), sums, at);
  }

  @Override
  public double squaredDeviations(MemorySegment x, long begin, int count, double mean) {
    int whole = wholePairs(count);
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < whole; i += DoubleLanes.COUNT) {
      var deviation = widen(x, bytes(begin + i)).sub(mean);
      sum = sum.add(deviation.mul(deviation));
    }
    return DoubleLanes.sum(sum) + super.squaredDeviations(x, begin + whole, count - whole, mean);
  }

  @Override
  public double weightedSum(MemorySegment dy, MemorySegment weight, long begin, int count) {
    int whole = wholePairs(count);
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < whole; i += DoubleLanes.COUNT) {
      sum = sum.add(widen(dy, bytes(begin + i)).mul(widen(weight, bytes(i))));
    }
    return DoubleLanes.sum(sum) + weightedSum(dy, weight, begin, whole, count);
  }

  @Override
  public double weightedProduct(
      MemorySegment x, MemorySegment dy, MemorySegment weight, long begin, int count, float mean) {
    int whole = wholePairs(count);
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < whole; i += DoubleLanes.COUNT) {
      var gradient = widen(dy, bytes(begin + i)).mul(widen(weight, bytes(i)));
      sum = sum.add(gradient.mul(widen(x, bytes(begin + i)).sub(mean)));
    }
    return DoubleLanes.sum(sum) + weightedProduct(x, dy, weight, begin, whole, count, mean);
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
    int whole = whole(count);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      var normal = Lanes.load(x, bytes(begin + i)).sub(high).sub(low).mul(inverse);
      var result = normal.mul(Lanes.load(gamma, bytes(i))).add(Lanes.load(beta, bytes(i)));
      Lanes.store(result, y, bytes(begin + i));
    }
    normalizeRow(x, y, begin, whole, count, high, low, inverse, gamma, beta);
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
    int whole = whole(count);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      long at = bytes(begin + i);
      var share = Lanes.load(x, at).sub(mean).mul(slope);
      var direct = Lanes.load(dy, at).mul(Lanes.load(gamma, bytes(i)));
      Lanes.store(direct.sub(offset).sub(share).mul(inverse), dx, at);
    }
    gradientRow(x, dy, dx, begin, whole, count, gamma, mean, inverse, offset, slope);
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
    int whole = wholePairs(count);
    long to = 0;
    for (int i = 0; i < whole; i += DoubleLanes.COUNT, to += WIDE_BYTES) {
      var gradient = widen(dy, bytes(begin + i));
      var normal = widen(x, bytes(begin + i)).sub(mean).mul(inverse);
      add(sums, to, gradient);
      add(products, to, gradient.mul(normal));
    }
    addRow(x, dy, begin, whole, count, mean, inverse, sums, products);
  }
}
