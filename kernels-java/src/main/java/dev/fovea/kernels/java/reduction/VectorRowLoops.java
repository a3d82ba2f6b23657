package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** A vector at a time, whole ones alone. */
final class VectorRowLoops implements RowLoops {
  @Override
  public int alignment() {
    return Lanes.COUNT;
  }

  @Override
  public void maxima(RowBlock x, int rows, float[] largest, MemorySegment scratch) {
    VectorRowSums.maxima(x, rows, largest, scratch);
  }

  @Override
  public void exponentials(
      RowBlock x, RowBlock y, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    VectorRowExponentials.exponentials(x, y, rows, shift, sums, scratch);
  }

  @Override
  public void sumsOfExponentials(
      RowBlock x, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    VectorRowExponentials.sumsOfExponentials(x, rows, shift, sums, scratch);
  }

  @Override
  public void scale(RowBlock y, int rows, float[] factor) {
    for (int row = 0; row < rows; row++) {
      scale(y, row, factor[row]);
    }
  }

  private static void scale(RowBlock y, int row, float factor) {
    var to = y.row(row);
    int bytes = y.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      store(load(to, i).mul(factor), to, i);
    }
  }

  @Override
  public void subtract(RowBlock x, RowBlock y, int rows, float[] shift, float[] logSum) {
    for (int row = 0; row < rows; row++) {
      subtract(x, y, row, shift[row], logSum[row]);
    }
  }

  private static void subtract(RowBlock x, RowBlock y, int row, float shift, float logSum) {
    var from = x.row(row);
    var to = y.row(row);
    int bytes = x.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      store(load(from, i).sub(shift).sub(logSum), to, i);
    }
  }

  @Override
  public void sums(RowBlock a, int rows, double[] sums, MemorySegment scratch) {
    VectorRowSums.sums(a, rows, sums, scratch);
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
    VectorRowSums.weightedLogarithms(t, x, rows, shift, logSum, sums, scratch);
  }

  @Override
  public void softmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows) {
    VectorRowGradients.softmax(y, dy, dx, rows);
  }

  @Override
  public void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows, float[] sum) {
    VectorRowExponentials.logSoftmaxGradient(y, dy, dx, rows, sum);
  }

  @Override
  public void scaleAndSubtract(float[] a, RowBlock y, float[] b, RowBlock t, int rows) {
    for (int row = 0; row < rows; row++) {
      scaleAndSubtract(a[row], y, b[row], t, row);
    }
  }

  private static void scaleAndSubtract(float a, RowBlock y, float b, RowBlock t, int row) {
    var to = y.row(row);
    var weights = t.row(row);
    int bytes = y.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      var subtrahend = load(weights, i).mul(b);
      store(load(to, i).mul(a).sub(subtrahend), to, i);
    }
  }

  @Override
  public void fillUp(RowBlock from, RowBlock to, int rows, float filling) {
    var mask = Lanes.first(from.bytes() / Float.BYTES);
    var fill = FloatVector.broadcast(SPECIES, filling);
    for (int row = 0; row < rows; row++) {
      store(fill.blend(load(from.memory(), from.at(row), mask), mask), to.memory(), to.at(row));
    }
  }

  @Override
  public void copyBack(RowBlock from, RowBlock to, int rows) {
    var mask = Lanes.first(to.bytes() / Float.BYTES);
    for (int row = 0; row < rows; row++) {
      store(load(from.memory(), from.at(row)), to.memory(), to.at(row), mask);
    }
  }
}
