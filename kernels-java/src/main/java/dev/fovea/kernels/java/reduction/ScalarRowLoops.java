package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** One element after the other. */
final class ScalarRowLoops implements RowLoops {
  private static float get(MemorySegment memory, long index) {
    return memory.getAtIndex(JAVA_FLOAT, index);
  }

  private static void set(MemorySegment memory, long index, double value) {
    memory.setAtIndex(JAVA_FLOAT, index, (float) value);
  }

  @Override
  public float maximum(MemorySegment x, long begin, int count) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, get(x, begin + i));
    }
    return largest;
  }

  @Override
  public double sumOfExponentials(MemorySegment x, long begin, int count, float shift) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(get(x, begin + i) - shift);
    }
    return sum;
  }

  @Override
  public double exponentials(MemorySegment x, MemorySegment y, long begin, int count, float shift) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double e = Math.exp(get(x, begin + i) - shift);
      set(y, begin + i, e);
      sum += e;
    }
    return sum;
  }

  @Override
  public void scale(MemorySegment y, long begin, int count, float factor) {
    for (int i = 0; i < count; i++) {
      set(y, begin + i, get(y, begin + i) * factor);
    }
  }

  @Override
  public void subtract(
      MemorySegment x, MemorySegment y, long begin, int count, float shift, float logSum) {
    for (int i = 0; i < count; i++) {
      set(y, begin + i, (get(x, begin + i) - shift) - logSum);
    }
  }

  @Override
  public double sum(MemorySegment a, long begin, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += get(a, begin + i);
    }
    return sum;
  }

  @Override
  public double dot(MemorySegment a, MemorySegment b, long begin, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) get(a, begin + i) * get(b, begin + i);
    }
    return sum;
  }

  @Override
  public double weightedLogarithms(
      MemorySegment t, MemorySegment x, long begin, int count, float shift, float logSum) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      float weight = get(t, begin + i);
      if (weight != 0) { // 0 times the logarithm of 0 is 0 here
        sum += weight * ((get(x, begin + i) - shift) - logSum);
      }
    }
    return sum;
  }

  @Override
  public void softmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, int count, float sum) {
    for (int i = 0; i < count; i++) {
      set(dx, begin + i, get(y, begin + i) * (get(dy, begin + i) - sum));
    }
  }

  @Override
  public void logSoftmaxGradient(
      MemorySegment y, MemorySegment dy, MemorySegment dx, long begin, int count, float sum) {
    for (int i = 0; i < count; i++) {
      set(dx, begin + i, get(dy, begin + i) - Math.exp(get(y, begin + i)) * sum);
    }
  }

  @Override
  public void scaleAndSubtract(
      float a, MemorySegment y, float b, MemorySegment t, long begin, int count) {
    for (int i = 0; i < count; i++) {
      set(y, begin + i, a * get(y, begin + i) - b * get(t, begin + i));
    }
  }
}
