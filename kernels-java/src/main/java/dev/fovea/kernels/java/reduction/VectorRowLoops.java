package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.DoubleLanes.widen;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.DoubleLanes;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A vector at a time, whole ones alone: a masked vector at the end of each loop made the loops too
 * large for C2, which then allocated every vector.
 */
final class VectorRowLoops implements RowLoops {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

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
    var largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < size; i += BYTES) {
      largest = largest.max(load(xMemory, xAt + i));
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  @Override
  public void exponentials(Row x, Row y, int count, float shift) {
    int size = count * Float.BYTES;
    var xMemory = x.memory();
    long xAt = at(x);
    var yMemory = y.memory();
    long yAt = at(y);
    for (int i = 0; i < size; i += BYTES) {
      // not by Lanes.store: after exp C2 inlines the Vector API's own methods alone
      VectorMath.exp(load(xMemory, xAt + i).sub(shift)).intoMemorySegment(yMemory, yAt + i, ORDER);
    }
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
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < size; i += BYTES) {
      var v = load(aMemory, aAt + i);
      sum = sum.add(widen(v, 0)).add(widen(v, 1));
    }
    return DoubleLanes.sum(sum);
  }

  @Override
  public double dot(Row a, Row b, int count) {
    int size = count * Float.BYTES;
    var aMemory = a.memory();
    long aAt = at(a);
    var bMemory = b.memory();
    long bAt = at(b);
    var sum = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < size; i += BYTES) {
      var u = load(aMemory, aAt + i);
      var v = load(bMemory, bAt + i);
      sum = sum.add(widen(u, 0).mul(widen(v, 0))).add(widen(u, 1).mul(widen(v, 1)));
    }
    return DoubleLanes.sum(sum);
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
  public void logSoftmaxGradient(Row e, Row dy, Row dx, int count, float sum) {
    int size = count * Float.BYTES;
    var eMemory = e.memory();
    long eAt = at(e);
    var dyMemory = dy.memory();
    long dyAt = at(dy);
    var dxMemory = dx.memory();
    long dxAt = at(dx);
    for (int i = 0; i < size; i += BYTES) {
      var share = load(eMemory, eAt + i).mul(sum);
      store(load(dyMemory, dyAt + i).sub(share), dxMemory, dxAt + i);
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
