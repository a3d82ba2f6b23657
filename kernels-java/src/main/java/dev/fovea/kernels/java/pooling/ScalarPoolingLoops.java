package dev.fovea.kernels.java.pooling;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** One channel after the other. */
final class ScalarPoolingLoops implements PoolingLoops {
  private static long at(Cells window, int row, int column, int channel) {
    return window.first() + ((long) row * window.width() + column) * window.channels() + channel;
  }

  @Override
  public void maximum(
      Cells window, MemorySegment x, MemorySegment y, MemorySegment indices, long output) {
    for (int c = 0; c < window.channels(); c++) {
      float best = x.getAtIndex(JAVA_FLOAT, window.first() + c);
      int index = window.position();
      for (int row = 0; row < window.rows(); row++) {
        for (int column = 0; column < window.columns(); column++) {
          float value = x.getAtIndex(JAVA_FLOAT, at(window, row, column, c));
          if (value > best || (Float.isNaN(value) && !Float.isNaN(best))) {
            best = value;
            index = window.position() + row * window.width() + column;
          }
        }
      }
      y.setAtIndex(JAVA_FLOAT, output + c, best);
      if (indices != null) {
        indices.setAtIndex(JAVA_INT, output + c, index);
      }
    }
  }

  @Override
  public void average(Cells window, int divisor, MemorySegment x, MemorySegment y, long output) {
    for (int c = 0; c < window.channels(); c++) {
      float sum = 0;
      for (int row = 0; row < window.rows(); row++) {
        float rowSum = 0;
        for (int column = 0; column < window.columns(); column++) {
          rowSum += x.getAtIndex(JAVA_FLOAT, at(window, row, column, c));
        }
        sum += rowSum;
      }
      y.setAtIndex(JAVA_FLOAT, output + c, sum / divisor);
    }
  }

  @Override
  public void maximumGradient(
      Cells window,
      MemorySegment dy,
      MemorySegment indices,
      long output,
      MemorySegment dx,
      boolean add) {
    for (int c = 0; c < window.channels(); c++) {
      float gradient = dy.getAtIndex(JAVA_FLOAT, output + c);
      int winner = indices.getAtIndex(JAVA_INT, output + c) - window.position();
      for (int row = 0; row < window.rows(); row++) {
        for (int column = 0; column < window.columns(); column++) {
          boolean won = winner == row * window.width() + column;
          put(dx, at(window, row, column, c), won ? gradient : 0, add);
        }
      }
    }
  }

  @Override
  public void averageGradient(
      Cells window, int divisor, MemorySegment dy, long output, MemorySegment dx, boolean add) {
    for (int c = 0; c < window.channels(); c++) {
      float gradient = dy.getAtIndex(JAVA_FLOAT, output + c) / divisor;
      for (int row = 0; row < window.rows(); row++) {
        for (int column = 0; column < window.columns(); column++) {
          put(dx, at(window, row, column, c), gradient, add);
        }
      }
    }
  }

  private static void put(MemorySegment dx, long at, float value, boolean add) {
    dx.setAtIndex(JAVA_FLOAT, at, add ? dx.getAtIndex(JAVA_FLOAT, at) + value : value);
  }
}
