package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** One element after the other. */
final class ScalarRowLoops implements RowLoops {
  private static float get(RowBlock rows, int row, int byteOffset) {
    return rows.memory().get(JAVA_FLOAT, rows.at(row) + byteOffset);
  }

  private static void set(RowBlock rows, int row, int byteOffset, double value) {
    rows.memory().set(JAVA_FLOAT, rows.at(row) + byteOffset, (float) value);
  }

  @Override
  public int alignment() {
    return 1;
  }

  @Override
  public void maxima(RowBlock x, int rows, float[] largest, MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < x.bytes(); i += Float.BYTES) {
        float value = get(x, row, i);
        largest[row] = value > largest[row] ? value : largest[row];
      }
    }
  }

  @Override
  public void exponentials(
      RowBlock x, RowBlock y, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < x.bytes(); i += Float.BYTES) {
        double exponential = Math.exp(get(x, row, i) - shift[row]);
        set(y, row, i, exponential);
        sums[row] += exponential;
      }
    }
  }

  @Override
  public void sumsOfExponentials(
      RowBlock x, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < x.bytes(); i += Float.BYTES) {
        sums[row] += Math.exp(get(x, row, i) - shift[row]);
      }
    }
  }

  @Override
  public void scale(RowBlock y, int rows, float[] factor) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < y.bytes(); i += Float.BYTES) {
        set(y, row, i, get(y, row, i) * factor[row]);
      }
    }
  }

  @Override
  public void subtract(RowBlock x, RowBlock y, int rows, float[] shift, float[] logSum) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < x.bytes(); i += Float.BYTES) {
        set(y, row, i, (get(x, row, i) - shift[row]) - logSum[row]);
      }
    }
  }

  @Override
  public void sums(RowBlock a, int rows, double[] sums, MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < a.bytes(); i += Float.BYTES) {
        sums[row] += get(a, row, i);
      }
    }
  }

  @Override
  public void weightedLogarithms(
      RowBlock t,
      RowBlock x,
      int rows,
      float[] shift,
      float[] logSum,
      double[] sums,
      MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < t.bytes(); i += Float.BYTES) {
        float weight = get(t, row, i);
        if (weight != 0) { // 0 times the logarithm of 0 is 0 here
          sums[row] += weight * ((get(x, row, i) - shift[row]) - logSum[row]);
        }
      }
    }
  }

  @Override
  public void softmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows) {
    for (int row = 0; row < rows; row++) {
      double dot = 0;
      for (int i = 0; i < y.bytes(); i += Float.BYTES) {
        dot += (double) get(y, row, i) * get(dy, row, i);
      }
      float sum = (float) dot;
      for (int i = 0; i < y.bytes(); i += Float.BYTES) {
        set(dx, row, i, get(y, row, i) * (get(dy, row, i) - sum));
      }
    }
  }

  @Override
  public void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows, float[] sum) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < y.bytes(); i += Float.BYTES) {
        set(dx, row, i, get(dy, row, i) - Math.exp(get(y, row, i)) * sum[row]);
      }
    }
  }

  @Override
  public void scaleAndSubtract(float[] a, RowBlock y, float[] b, RowBlock t, int rows) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < y.bytes(); i += Float.BYTES) {
        set(y, row, i, a[row] * get(y, row, i) - b[row] * get(t, row, i));
      }
    }
  }

  @Override
  public void fillUp(RowBlock from, RowBlock to, int rows, float filling) {
    throw new IllegalStateException("every row is whole");
  }

  @Override
  public void copyBack(RowBlock from, RowBlock to, int rows) {
    throw new IllegalStateException("every row is whole");
  }
}
