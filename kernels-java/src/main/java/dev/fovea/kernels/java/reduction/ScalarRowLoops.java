package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/** One element after the other. */
final class ScalarRowLoops implements RowLoops {
  private static float get(Row row, int index) {
    return row.memory().getAtIndex(JAVA_FLOAT, row.begin() + index);
  }

  private static void set(Row row, int index, double value) {
    row.memory().setAtIndex(JAVA_FLOAT, row.begin() + index, (float) value);
  }

  @Override
  public int alignment() {
    return 1;
  }

  @Override
  public float maximum(Row x, int count) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      float value = get(x, i);
      largest = value > largest ? value : largest;
    }
    return largest;
  }

  @Override
  public double exponentials(Row x, Row y, int count, float shift) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double exponential = Math.exp(get(x, i) - shift);
      set(y, i, exponential);
      sum += exponential;
    }
    return sum;
  }

  @Override
  public double sumOfExponentials(Row x, int count, float shift) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(get(x, i) - shift);
    }
    return sum;
  }

  @Override
  public void scale(Row y, int count, float factor) {
    for (int i = 0; i < count; i++) {
      set(y, i, get(y, i) * factor);
    }
  }

  @Override
  public void subtract(Row x, Row y, int count, float shift, float logSum) {
    for (int i = 0; i < count; i++) {
      set(y, i, (get(x, i) - shift) - logSum);
    }
  }

  @Override
  public double sum(Row a, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += get(a, i);
    }
    return sum;
  }

  @Override
  public double dot(Row a, Row b, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) get(a, i) * get(b, i);
    }
    return sum;
  }

  @Override
  public double weightedLogarithms(Row t, Row x, int count, float shift, float logSum) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      float weight = get(t, i);
      if (weight != 0) { // 0 times the logarithm of 0 is 0 here
        sum += weight * ((get(x, i) - shift) - logSum);
      }
    }
    return sum;
  }

  @Override
  public void softmaxGradient(Row y, Row dy, Row dx, int count, float sum) {
    for (int i = 0; i < count; i++) {
      set(dx, i, get(y, i) * (get(dy, i) - sum));
    }
  }

  @Override
  public void logSoftmaxGradient(Row y, Row dy, Row dx, int count, float sum) {
    for (int i = 0; i < count; i++) {
      set(dx, i, get(dy, i) - Math.exp(get(y, i)) * sum);
    }
  }

  @Override
  public void scaleAndSubtract(float a, Row y, float b, Row t, int count) {
    for (int i = 0; i < count; i++) {
      set(y, i, a * get(y, i) - b * get(t, i));
    }
  }
}
