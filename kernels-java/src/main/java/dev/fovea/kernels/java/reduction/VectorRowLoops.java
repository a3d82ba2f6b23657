package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.DoubleLanes.widen;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.DoubleLanes;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A vector at a time, whole ones alone: a masked vector at the end of each loop made the loops too
 * large for C2, which then allocated every vector.
 */
final class VectorRowLoops implements RowLoops {
  /** Stores after exp are the Vector API's own: past its budget C2 inlines no others. */
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /**
   * Exponentials summed in float32, a few in each lane, before they join the row's sum in double.
   */
  private static final int SUMMED = 512;

  private static long at(Row row) {
    return row.begin() * Float.BYTES;
  }

  @Override
  public int alignment() {
    return Lanes.COUNT;
  }

  @Override
  public float maximum(Row x, int count) {
    int size = count * Float.BYTES;
    var xMemory = x.memory();
    long xAt = at(x);
    var even = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    var odd = even;
    int i = 0;
    for (; i < size - BYTES; i += 2 * BYTES) { // two chains: one alone would wait for latency
      even = larger(even, load(xMemory, xAt + i));
      odd = larger(odd, load(xMemory, xAt + i + BYTES));
    }
    if (i < size) {
      even = larger(even, load(xMemory, xAt + i));
    }
    return larger(even, odd).reduceLanes(VectorOperators.MAX);
  }

  /** Not max, whose rules for NaN and -0 cost several instructions. */
  private static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(VectorOperators.GT, a));
  }

  @Override
  public double exponentials(Row x, Row y, int count, float shift) {
    double sum = 0;
    for (int i = 0; i < count; i += SUMMED) {
      int part = Math.min(SUMMED, count - i) * Float.BYTES;
      long offset = (long) i * Float.BYTES;
      sum += exponentials(x.memory(), at(x) + offset, y.memory(), at(y) + offset, part, shift);
    }
    return sum;
  }

  private static double exponentials(
      MemorySegment x, long xAt, MemorySegment y, long yAt, int size, float shift) {
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < size; i += BYTES) {
      var v = VectorMath.expOfNegative(load(x, xAt + i).sub(shift));
      v.intoMemorySegment(y, yAt + i, ORDER);
      sum = sum.add(v);
    }
    return sum(sum);
  }

  @Override
  public double sumOfExponentials(Row x, int count, float shift) {
    double sum = 0;
    for (int i = 0; i < count; i += SUMMED) {
      int part = Math.min(SUMMED, count - i) * Float.BYTES;
      sum += sumOfExponentials(x.memory(), at(x) + (long) i * Float.BYTES, part, shift);
    }
    return sum;
  }

  private static double sumOfExponentials(MemorySegment x, long xAt, int size, float shift) {
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < size; i += BYTES) {
      sum = sum.add(VectorMath.expOfNegative(load(x, xAt + i).sub(shift)));
    }
    return sum(sum);
  }

  /** Lanes one by one, in double and in a fixed order. */
  private static double sum(FloatVector v) {
    return DoubleLanes.sum(widen(v, 0).add(widen(v, 1)));
  }

  @Override
  public void scale(Row y, int count, float factor) {
    int size = count * Float.BYTES;
    var yMemory = y.memory();
    long yAt = at(y);
    for (int i = 0; i < size; i += BYTES) {
      store(load(yMemory, yAt + i).mul(factor), yMemory, yAt + i);
    }
  }

  @Override
  public void subtract(Row x, Row y, int count, float shift, float logSum) {
    int size = count * Float.BYTES;
    var xMemory = x.memory();
    long xAt = at(x);
    var yMemory = y.memory();
    long yAt = at(y);
    for (int i = 0; i < size; i += BYTES) {
      store(load(xMemory, xAt + i).sub(shift).sub(logSum), yMemory, yAt + i);
    }
  }

  @Override
  public double sum(Row a, int count) {
    int size = count * Float.BYTES;
    var aMemory = a.memory();
    long aAt = at(a);
    var lower = DoubleVector.zero(DoubleLanes.SPECIES);
    var upper = lower;
    for (int i = 0; i < size; i += BYTES) {
      var v = load(aMemory, aAt + i);
      lower = lower.add(widen(v, 0));
      upper = upper.add(widen(v, 1));
    }
    return DoubleLanes.sum(lower.add(upper));
  }

  @Override
  public double dot(Row a, Row b, int count) {
    int size = count * Float.BYTES;
    var aMemory = a.memory();
    long aAt = at(a);
    var bMemory = b.memory();
    long bAt = at(b);
    var lower = DoubleVector.zero(DoubleLanes.SPECIES);
    var upper = lower;
    for (int i = 0; i < size; i += BYTES) {
      var u = load(aMemory, aAt + i);
      var v = load(bMemory, bAt + i);
      lower = lower.add(widen(u, 0).mul(widen(v, 0)));
      upper = upper.add(widen(u, 1).mul(widen(v, 1)));
    }
    return DoubleLanes.sum(lower.add(upper));
  }

  @Override
  public double weightedLogarithms(Row t, Row x, int count, float shift, float logSum) {
    int size = count * Float.BYTES;
    var tMemory = t.memory();
    long tAt = at(t);
    var xMemory = x.memory();
    long xAt = at(x);
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < size; i += BYTES) {
      var weight = load(tMemory, tAt + i);
      var isZero = weight.compare(VectorOperators.EQ, 0);
      // 0 times the logarithm of 0 is 0 here
      var logarithm = load(xMemory, xAt + i).sub(shift).sub(logSum).blend(0, isZero);
      sum = sum.add(widen(weight, 0).mul(widen(logarithm, 0)));
      sum = sum.add(widen(weight, 1).mul(widen(logarithm, 1)));
    }
    return DoubleLanes.sum(sum);
  }

  @Override
  public void softmaxGradient(Row y, Row dy, Row dx, int count, float sum) {
    int size = count * Float.BYTES;
    var yMemory = y.memory();
    long yAt = at(y);
    var dyMemory = dy.memory();
    long dyAt = at(dy);
    var dxMemory = dx.memory();
    long dxAt = at(dx);
    for (int i = 0; i < size; i += BYTES) {
      var gradient = load(dyMemory, dyAt + i).sub(sum);
      store(load(yMemory, yAt + i).mul(gradient), dxMemory, dxAt + i);
    }
  }

  @Override
  public void logSoftmaxGradient(Row y, Row dy, Row dx, int count, float sum) {
    int size = count * Float.BYTES;
    var yMemory = y.memory();
    long yAt = at(y);
    var dyMemory = dy.memory();
    long dyAt = at(dy);
    var dxMemory = dx.memory();
    long dxAt = at(dx);
    for (int i = 0; i < size; i += BYTES) {
      var share = VectorMath.expOfNegative(load(yMemory, yAt + i)).mul(sum);
      load(dyMemory, dyAt + i).sub(share).intoMemorySegment(dxMemory, dxAt + i, ORDER);
    }
  }

  @Override
  public void scaleAndSubtract(float a, Row y, float b, Row t, int count) {
    int size = count * Float.BYTES;
    var yMemory = y.memory();
    long yAt = at(y);
    var tMemory = t.memory();
    long tAt = at(t);
    for (int i = 0; i < size; i += BYTES) {
      var subtrahend = load(tMemory, tAt + i).mul(b);
      store(load(yMemory, yAt + i).mul(a).sub(subtrahend), yMemory, yAt + i);
    }
  }
}
