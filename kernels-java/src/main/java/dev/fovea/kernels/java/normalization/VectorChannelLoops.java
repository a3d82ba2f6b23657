package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.DoubleLanes.HALF_BYTES;
import static dev.fovea.kernels.java.simd.DoubleLanes.load;
import static dev.fovea.kernels.java.simd.DoubleLanes.store;
import static dev.fovea.kernels.java.simd.DoubleLanes.storeRounded;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.fovea.kernels.java.simd.DoubleLanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;

/**
 * A vector of doubles at a time; the last channels, fewer than that, one by one. In each loop
 * {@code i} is the byte offset of float32 values.
 */
final class VectorChannelLoops extends ScalarChannelLoops {
  @Override
  int from(int count) {
    return DoubleLanes.SPECIES.loopBound(count);
  }

  /** Bytes of the float32 values of all whole vectors. */
  private int whole(int count) {
    return from(count) * Float.BYTES;
  }

  /**
   * Where the double lies whose float32 lies here: an int, of which C2 knows that it's in bounds.
   */
  private static int doubleAt(int floatAt) {
    return 2 * floatAt;
  }

  private static MemorySegment floats(MemorySegment memory, int bytes) {
    return memory.asSlice(0, bytes);
  }

  private static MemorySegment doubles(MemorySegment memory, int bytes) {
    return memory.asSlice(0, 2L * bytes);
  }

  @Override
  public void clear(MemorySegment floats, int count) {
    int bytes = whole(count);
    var to = floats(floats, bytes);
    var zero = DoubleVector.zero(DoubleLanes.SPECIES);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      storeRounded(zero, to, i);
    }
    super.clear(floats, count);
  }

  @Override
  public void widen(MemorySegment floats, MemorySegment doubles, int count) {
    int bytes = whole(count);
    var from = floats(floats, bytes);
    var to = doubles(doubles, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      store(DoubleLanes.widen(from, i), to, doubleAt(i));
    }
    super.widen(floats, doubles, count);
  }

  @Override
  public void addWidened(MemorySegment floats, MemorySegment doubles, int count) {
    int bytes = whole(count);
    var from = floats(floats, bytes);
    var to = doubles(doubles, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      store(load(to, doubleAt(i)).add(DoubleLanes.widen(from, i)), to, doubleAt(i));
    }
    super.addWidened(floats, doubles, count);
  }

  @Override
  public void round(MemorySegment doubles, MemorySegment floats, int count) {
    int bytes = whole(count);
    var from = doubles(doubles, bytes);
    var to = floats(floats, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      storeRounded(load(from, doubleAt(i)), to, i);
    }
    super.round(doubles, floats, count);
  }

  @Override
  public void addDoubles(MemorySegment from, MemorySegment to, int count) {
    int bytes = whole(count);
    var addends = doubles(from, bytes);
    var sums = doubles(to, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      store(load(sums, doubleAt(i)).add(load(addends, doubleAt(i))), sums, doubleAt(i));
    }
    super.addDoubles(from, to, count);
  }

  @Override
  public void setShift(MemorySegment x, MemorySegment shift, int count) {
    int bytes = whole(count);
    var from = floats(x, bytes);
    var to = floats(shift, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var v = DoubleLanes.widen(from, i);
      var difference = v.sub(v); // 0, or NaN of an infinity
      storeRounded(v.blend(0, difference.compare(NE, 0)), to, i);
    }
    super.setShift(x, shift, count);
  }

  @Override
  public void findMoments(
      MemorySegment sums, MemorySegment squares, MemorySegment shift, double share, int count) {
    int bytes = whole(count);
    var centers = doubles(sums, bytes);
    var variances = doubles(squares, bytes);
    var shifts = floats(shift, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var offset = load(centers, doubleAt(i)).mul(share);
      var variance = load(variances, doubleAt(i)).mul(share).sub(offset.mul(offset));
      store(offset.add(DoubleLanes.widen(shifts, i)), centers, doubleAt(i));
      store(variance.max(0), variances, doubleAt(i));
    }
    super.findMoments(sums, squares, shift, share, count);
  }

  @Override
  public void move(
      MemorySegment running, MemorySegment batch, double factor, double momentum, int count) {
    int bytes = whole(count);
    var moved = floats(running, bytes);
    var from = doubles(batch, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var old = DoubleLanes.widen(moved, i);
      storeRounded(load(from, doubleAt(i)).mul(factor).sub(old).mul(momentum).add(old), moved, i);
    }
    super.move(running, batch, factor, momentum, count);
  }

  private static DoubleVector inverseDeviation(DoubleVector variance, double epsilon) {
    return DoubleVector.broadcast(DoubleLanes.SPECIES, 1).div(variance.add(epsilon).sqrt());
  }

  @Override
  public void invertDeviations(
      MemorySegment variances, MemorySegment inverse, double epsilon, int count) {
    int bytes = whole(count);
    var exact = doubles(variances, bytes);
    var rounded = floats(inverse, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var v = inverseDeviation(load(exact, doubleAt(i)), epsilon);
      store(v, exact, doubleAt(i));
      storeRounded(v, rounded, i);
    }
    super.invertDeviations(variances, inverse, epsilon, count);
  }

  @Override
  public void setNormalizing(
      MemorySegment center,
      MemorySegment inverse,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift,
      int count) {
    int bytes = whole(count);
    var centers = doubles(center, bytes);
    var inverses = doubles(inverse, bytes);
    var weights = floats(gamma, bytes);
    var biases = floats(beta, bytes);
    var means = floats(mean, bytes);
    var scales = floats(scale, bytes);
    var shifts = floats(shift, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var exact = load(centers, doubleAt(i));
      var factor = load(inverses, doubleAt(i)).mul(DoubleLanes.widen(weights, i));
      storeRounded(exact, means, i);
      storeRounded(factor, scales, i);
      var lost = exact.sub(DoubleLanes.rounded(exact));
      storeRounded(DoubleLanes.widen(biases, i).sub(lost.mul(factor)), shifts, i);
    }
    super.setNormalizing(center, inverse, gamma, beta, mean, scale, shift, count);
  }

  @Override
  public void setScale(
      MemorySegment variance, MemorySegment gamma, double epsilon, MemorySegment scale, int count) {
    int bytes = whole(count);
    var variances = floats(variance, bytes);
    var weights = floats(gamma, bytes);
    var scales = floats(scale, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var deviation = DoubleLanes.widen(variances, i).add(epsilon).sqrt();
      storeRounded(DoubleLanes.widen(weights, i).div(deviation), scales, i);
    }
    super.setScale(variance, gamma, epsilon, scale, count);
  }

  @Override
  public void setParameterGradients(
      MemorySegment sums,
      MemorySegment products,
      MemorySegment inverse,
      MemorySegment dbeta,
      MemorySegment dgamma,
      int count) {
    int bytes = whole(count);
    var from = doubles(sums, bytes);
    var exact = doubles(products, bytes);
    var inverses = floats(inverse, bytes);
    var biases = floats(dbeta, bytes);
    var weights = floats(dgamma, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var product = load(exact, doubleAt(i)).mul(DoubleLanes.widen(inverses, i));
      store(product, exact, doubleAt(i));
      storeRounded(product, weights, i);
      storeRounded(load(from, doubleAt(i)), biases, i);
    }
    super.setParameterGradients(sums, products, inverse, dbeta, dgamma, count);
  }

  @Override
  public void setGradient(
      MemorySegment dbeta,
      MemorySegment dgamma,
      MemorySegment gamma,
      MemorySegment inverse,
      double share,
      MemorySegment scale,
      MemorySegment slope,
      MemorySegment offset,
      int count) {
    int bytes = whole(count);
    var sums = doubles(dbeta, bytes);
    var products = doubles(dgamma, bytes);
    var weights = floats(gamma, bytes);
    var inverses = floats(inverse, bytes);
    var scales = floats(scale, bytes);
    var slopes = floats(slope, bytes);
    var offsets = floats(offset, bytes);
    for (int i = 0; i < bytes; i += HALF_BYTES) {
      var deviation = DoubleLanes.widen(inverses, i);
      var factor = DoubleLanes.widen(weights, i).mul(deviation);
      var shared = factor.mul(-share);
      storeRounded(factor, scales, i);
      storeRounded(shared.mul(deviation).mul(load(products, doubleAt(i))), slopes, i);
      storeRounded(shared.mul(load(sums, doubleAt(i))), offsets, i);
    }
    super.setGradient(dbeta, dgamma, gamma, inverse, share, scale, slope, offset, count);
  }
}
