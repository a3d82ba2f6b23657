package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.DoubleLanes.widen;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.first;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.DoubleLanes;
import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A vector at a time, the last one under a mask: a row may be as short as the ten classes of a
 * digit. The lanes outside the mask hold what changes no result.
 */
final class VectorRowLoops implements RowLoops {
  private static long bytes(long elements) {
    return elements * Float.BYTES;
  }

  private static FloatVector read(MemorySegment memory, long begin, int i, int count) {
    int lanes = count - i;
    long at = bytes(begin + i);
    return lanes >= COUNT ? load(memory, at) : load(memory, at, first(lanes));
  }

  /** The same with another value than 0 in the lanes outside the mask. */
  private static FloatVector read(
      MemorySegment memory, long begin, int i, int count, float outside) {
    int lanes = count - i;
    long at = bytes(begin + i);
    if (lanes >= COUNT) {
      return load(memory, at);
    }
    var mask = first(lanes);
    return FloatVector.broadcast(SPECIES, outside).blend(load(memory, at, mask), mask);
  }

  private static void write(
      FloatVector vector, MemorySegment memory, long begin, int i, int count) {
    int lanes = count - i;
    long at = bytes(begin + i);
    if (lanes >= COUNT) {
      store(vector, memory, at);
    } else {
      store(vector, memory, at, first(lanes));
    }
  }

  @Override
  public float maximum(MemorySegment x, long begin, int count) {
    var largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < count; i += COUNT) {
      largest = largest.max(read(x, begin, i, count, Float.NEGATIVE_INFINITY));
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  @Override
  public double sumOfExponentials(MemorySegment x, long begin, int count, float shift) {
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < count; i += COUNT) {
      var e = VectorMath.exp(read(x, begin, i, count, Float.NEGATIVE_INFINITY).sub(shift));
      sum = sum.add(widen(e, 0)).add(widen(e, 1));
    }
    return DoubleLanes.sum(sum);
  }

  @Override
  public double exponentials(MemorySegment x, MemorySegment y, long begin, int count, float shift) {
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < count; i += COUNT) {
      var e = VectorMath.exp(read(x, begin, i, count, Float.NEGATIVE_INFINITY).sub(shift));
      write(e, y, begin, i, count);
      sum = sum.add(widen(e, 0)).add(widen(e, 1));
    }
    return DoubleLanes.sum(sum);
  }

  @Override
  public void scale(MemorySegment y, long begin, int count, float factor) {
    for (int i = 0; i < count; i += COUNT) {
      write(read(y, begin, i, count).mul(factor), y, begin, i, count);
    }
  }

  @Override
  public void subtract(
      MemorySegment x, MemorySegment y, long begin, int count, float shift, float logSum) {
    for (int i = 0; i < count; i += COUNT) {
      write(read(x, begin, i, count).sub(shift).sub(logSum), y, begin, i, count);
    }
  }

  @Override
  public double sum(MemorySegment a, long begin, int count) {
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < count; i += COUNT) {
      var v = read(a, begin, i, count);
      sum = sum.add(widen(v, 0)).add(widen(v, 1));
    }
    return DoubleLanes.sum(sum);
  }

  @Override
  public double dot(MemorySegment a, MemorySegment b, long begin, int count) {
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < count; i += COUNT) {
      var u = read(a, begin, i, count);
      var v = read(b, begin, i, count);
      sum = sum.add(widen(u, 0).mul(widen(v, 0))).add(widen(u, 1).mul(widen(v, 1)));
    }
    return DoubleLanes.sum(sum);
  }

  @Override
  public double weightedLogarithms(
      MemorySegment t, MemorySegment x, long begin, int count, float shift, float logSum) {
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < count; i += COUNT) {
      var weight = read(t, begin, i, count);
      // 0 times the logarithm of 0 is 0 here
      var logarithm =
          read(x, begin, i, count)
              .sub(shift)
              .sub(logSum)
              .blend(0, weight.compare(VectorOperators.EQ, 0));
      sum = sum.add(widen(weight, 0).mul(widen(logarithm, 0)));
      sum = sum.add(widen(weight, 1).mul(widen(logarithm, 1)));
    }
    return DoubleLanes.sum(sum);
  }

  @Override
  public void softmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, int count, float sum) {
    for (int i = 0; i < count; i += COUNT) {
      var gradient = read(dy, begin, i, count).sub(sum);
      write(read(y, begin, i, count).mul(gradient), dx, begin, i, count);
    }
  }

  @Override
  public void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, int count, float sum) {
    for (int i = 0; i < count; i += COUNT) {
      var share = VectorMath.exp(read(y, begin, i, count)).mul(sum);
      write(read(dy, begin, i, count).sub(share), dx, begin, i, count);
    }
  }

  @Override
  public void scaleAndSubtract(
      float a, MemorySegment y, float b, MemorySegment t, long begin, int count) {
    for (int i = 0; i < count; i += COUNT) {
      var subtrahend = read(t, begin, i, count).mul(b);
      write(read(y, begin, i, count).mul(a).sub(subtrahend), y, begin, i, count);
    }
  }
}
