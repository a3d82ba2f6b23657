package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.op.Reduce;
import java.lang.foreign.MemorySegment;

/** One element after the other. The vector loops leave their last elements to it. */
class ScalarReductionLoops implements ReductionLoops {
  /** Columns from which what a loop costs beside its vectors doesn't matter. */
  private static final int WIDE = 256;

  @Override
  public double reduce(Reduce.Kind kind, MemorySegment x, long begin, int count) {
    double result = identity(kind);
    for (int i = 0; i < count; i++) {
      result = combine(kind, result, x.getAtIndex(JAVA_FLOAT, begin + i));
    }
    return result;
  }

  /** What changes no result. */
  static double identity(Reduce.Kind kind) {
    return switch (kind) {
      case SUM, MEAN, SUM_OF_SQUARES -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  /** Takes one more value into a result. */
  static double combine(Reduce.Kind kind, double result, double value) {
    return kind == Reduce.Kind.SUM_OF_SQUARES ? result + value * value : merge(kind, result, value);
  }

  /** The result of two parts. */
  static double merge(Reduce.Kind kind, double a, double b) {
    return switch (kind) {
      case SUM, MEAN, SUM_OF_SQUARES -> a + b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  @Override
  public int enough(Reduce.Kind kind, int columns) {
    return WIDE;
  }

  @Override
  public void reduceColumns(
      Reduce.Kind kind,
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int columns,
      MemorySegment accumulators) {
    reduceColumns(kind, x, begin, stride, rows, 0, columns, accumulators);
  }

  /** The same for columns {@code [from, to)}. */
  static void reduceColumns(
      Reduce.Kind kind,
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int from,
      int to,
      MemorySegment accumulators) {
    for (int row = 0; row < rows; row++) {
      for (int c = from; c < to; c++) {
        double value = x.getAtIndex(JAVA_FLOAT, begin + row * stride + c);
        double old = accumulators.getAtIndex(JAVA_DOUBLE, c);
        accumulators.setAtIndex(JAVA_DOUBLE, c, combine(kind, old, value));
      }
    }
  }

  @Override
  public int argMax(MemorySegment x, long begin, int count) {
    return argMax(x, begin, 1, count);
  }

  /** The position of the largest of elements that lie {@code stride} apart. */
  static int argMax(MemorySegment x, long begin, long stride, int count) {
    int best = 0;
    float largest = x.getAtIndex(JAVA_FLOAT, begin);
    for (int i = 1; i < count; i++) {
      float value = x.getAtIndex(JAVA_FLOAT, begin + i * stride);
      if (beats(value, largest)) {
        best = i;
        largest = value;
      }
    }
    return best;
  }

  /** Larger, or the first NaN. */
  static boolean beats(float value, float best) {
    return value > best || (Float.isNaN(value) && !Float.isNaN(best));
  }

  @Override
  public void argMaxColumns(
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int columns,
      MemorySegment y,
      long yBegin) {
    for (int c = 0; c < columns; c++) {
      y.setAtIndex(JAVA_INT, yBegin + c, argMax(x, begin + c, stride, rows));
    }
  }
}
