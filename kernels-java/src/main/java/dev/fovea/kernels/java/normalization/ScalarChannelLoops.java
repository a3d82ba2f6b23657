package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** One channel after the other. The vector loops leave their last channels to it. */
class ScalarChannelLoops implements ChannelLoops {
  private static float get(MemorySegment floats, int channel) {
    return floats.getAtIndex(JAVA_FLOAT, channel);
  }

  private static double getDouble(MemorySegment doubles, int channel) {
    return doubles.getAtIndex(JAVA_DOUBLE, channel);
  }

  private static void set(MemorySegment floats, int channel, double value) {
    floats.setAtIndex(JAVA_FLOAT, channel, (float) value);
  }

  private static void setDouble(MemorySegment doubles, int channel, double value) {
    doubles.setAtIndex(JAVA_DOUBLE, channel, value);
  }

  /** The first channel taken here, of so many. */
  int from(int count) {
    return 0;
  }

  @Override
  public void clear(MemorySegment floats, int count) {
    for (int c = from(count); c < count; c++) {
      set(floats, c, 0);
    }
  }

  @Override
  public void widen(MemorySegment floats, MemorySegment doubles, int count) {
    for (int c = from(count); c < count; c++) {
      setDouble(doubles, c, get(floats, c));
    }
  }

  @Override
  public void addWidened(MemorySegment floats, MemorySegment doubles, int count) {
    for (int c = from(count); c < count; c++) {
      setDouble(doubles, c, getDouble(doubles, c) + get(floats, c));
    }
  }

  @Override
  public void round(MemorySegment doubles, MemorySegment floats, int count) {
    for (int c = from(count); c < count; c++) {
      set(floats, c, getDouble(doubles, c));
    }
  }

  @Override
  public void addDoubles(MemorySegment from, MemorySegment to, int count) {
    for (int c = from(count); c < count; c++) {
      setDouble(to, c, getDouble(to, c) + getDouble(from, c));
    }
  }

  @Override
  public void setShift(MemorySegment x, MemorySegment shift, int count) {
    for (int c = from(count); c < count; c++) {
      set(shift, c, Float.isFinite(get(x, c)) ? get(x, c) : 0);
    }
  }

  @Override
  public void findMoments(
      MemorySegment sums, MemorySegment squares, MemorySegment shift, double share, int count) {
    for (int c = from(count); c < count; c++) {
      double offset = getDouble(sums, c) * share;
      setDouble(sums, c, get(shift, c) + offset);
      setDouble(squares, c, Math.max(0, getDouble(squares, c) * share - offset * offset));
    }
  }

  @Override
  public void move(
      MemorySegment running, MemorySegment batch, double factor, double momentum, int count) {
    for (int c = from(count); c < count; c++) {
      double old = get(running, c);
      set(running, c, old + momentum * (factor * getDouble(batch, c) - old));
    }
  }

  @Override
  public void invertDeviations(
      MemorySegment variances, MemorySegment inverse, double epsilon, int count) {
    for (int c = from(count); c < count; c++) {
      double exact = 1 / Math.sqrt(getDouble(variances, c) + epsilon);
      setDouble(variances, c, exact);
      set(inverse, c, exact);
    }
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
    for (int c = from(count); c < count; c++) {
      double exact = getDouble(center, c);
      double factor = get(gamma, c) * getDouble(inverse, c);
      set(mean, c, exact);
      set(scale, c, factor);
      set(shift, c, get(beta, c) - (exact - get(mean, c)) * factor);
    }
  }

  @Override
  public void setScale(
      MemorySegment variance, MemorySegment gamma, double epsilon, MemorySegment scale, int count) {
    for (int c = from(count); c < count; c++) {
      set(scale, c, get(gamma, c) / Math.sqrt(get(variance, c) + epsilon));
    }
  }

  @Override
  public void setParameterGradients(
      MemorySegment sums,
      MemorySegment products,
      MemorySegment inverse,
      MemorySegment dbeta,
      MemorySegment dgamma,
      int count) {
    for (int c = from(count); c < count; c++) {
      double product = getDouble(products, c) * get(inverse, c);
      setDouble(products, c, product);
      set(dbeta, c, getDouble(sums, c));
      set(dgamma, c, product);
    }
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
    for (int c = from(count); c < count; c++) {
      double factor = (double) get(gamma, c) * get(inverse, c);
      double shared = -factor * share;
      set(scale, c, factor);
      set(slope, c, shared * get(inverse, c) * getDouble(dgamma, c));
      set(offset, c, shared * getDouble(dbeta, c));
    }
  }
}
