package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.LaneFolds;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A vector at a time, whole ones alone. Sums and maxima leave a vector for each row in the scratch
 * memory, and these are folded together. One method for each loop: C2 allocates the vectors of two
 * loops with exp in one.
 */
final class VectorRowLoops implements RowLoops {
  /** Stores after exp are the Vector API's own: past its budget C2 inlines no others. */
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Bytes of a part whose sums are float32, a few values in each lane. */
  private static final int SUMMED = 512 * Float.BYTES;

  @Override
  public int alignment() {
    return Lanes.COUNT;
  }

  @Override
  public void maxima(RowBlock x, int rows, float[] largest, MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      maximum(x.memory(), x.at(row), x.bytes(), scratch, row * BYTES);
    }
    var folded = new float[MOST];
    LaneFolds.maxima(scratch, rows, folded);
    for (int row = 0; row < rows; row++) {
      largest[row] = Math.max(largest[row], folded[row]);
    }
  }

  private static void maximum(MemorySegment x, int at, int bytes, MemorySegment to, int toAt) {
    var even = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    var odd = even;
    int i = 0;
    for (; i < bytes - BYTES; i += 2 * BYTES) { // two chains: one alone would wait for latency
      even = larger(even, load(x, at + i));
      odd = larger(odd, load(x, at + i + BYTES));
    }
    if (i < bytes) {
      even = larger(even, load(x, at + i));
    }
    store(larger(even, odd), to, toAt);
  }

  /**
   * Not max, whose rules for NaN and -0 cost several instructions: a row with NaN is NaN anyhow.
   */
  private static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(VectorOperators.GT, a));
  }

  /** What leaves a vector of sums for a part of a row, at a byte offset of the scratch memory. */
  private interface Part {
    void run(int row, int from, int bytes, int to);
  }

  /**
   * Adds rows' sums: parts of rows are summed in float32, a few values in each lane, and then
   * folded several together; the parts are added in double.
   */
  private static void addSums(
      int rows, int bytes, double[] sums, MemorySegment scratch, Part part) {
    var folded = new float[MOST];
    var rowOf = new int[MOST];
    int slots = 0;
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < bytes; from += SUMMED) {
        part.run(row, from, Math.min(SUMMED, bytes - from), slots * BYTES);
        rowOf[slots++] = row;
        if (slots == MOST || (row == rows - 1 && from + SUMMED >= bytes)) {
          LaneFolds.sums(scratch, slots, folded);
          for (int slot = 0; slot < slots; slot++) {
            sums[rowOf[slot]] += folded[slot];
          }
          slots = 0;
        }
      }
    }
  }

  @Override
  public void exponentials(
      RowBlock x, RowBlock y, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    addSums(
        rows,
        x.bytes(),
        sums,
        scratch,
        (row, from, bytes, to) ->
            exponentials(
                x.memory(),
                x.at(row) + from,
                y.memory(),
                y.at(row) + from,
                bytes,
                shift[row],
                scratch,
                to));
  }

  private static void exponentials(
      MemorySegment x,
      int xAt,
      MemorySegment y,
      int yAt,
      int bytes,
      float shift,
      MemorySegment to,
      int toAt) {
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = VectorMath.expOfNegative(load(x, xAt + i).sub(shift));
      v.intoMemorySegment(y, yAt + i, ORDER);
      sum = sum.add(v);
    }
    sum.intoMemorySegment(to, toAt, ORDER);
  }

  @Override
  public void sumsOfExponentials(
      RowBlock x, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    addSums(
        rows,
        x.bytes(),
        sums,
        scratch,
        (row, from, bytes, to) ->
            sumOfExponentials(x.memory(), x.at(row) + from, bytes, shift[row], scratch, to));
  }

  private static void sumOfExponentials(
      MemorySegment x, int at, int bytes, float shift, MemorySegment to, int toAt) {
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      sum = sum.add(VectorMath.expOfNegative(load(x, at + i).sub(shift)));
    }
    sum.intoMemorySegment(to, toAt, ORDER);
  }

  @Override
  public void scale(RowBlock y, int rows, float[] factor) {
    for (int row = 0; row < rows; row++) {
      scale(y.memory(), y.at(row), y.bytes(), factor[row]);
    }
  }

  private static void scale(MemorySegment y, int at, int bytes, float factor) {
    for (int i = 0; i < bytes; i += BYTES) {
      store(load(y, at + i).mul(factor), y, at + i);
    }
  }

  @Override
  public void subtract(RowBlock x, RowBlock y, int rows, float[] shift, float[] logSum) {
    for (int row = 0; row < rows; row++) {
      subtract(x.memory(), x.at(row), y.memory(), y.at(row), x.bytes(), shift[row], logSum[row]);
    }
  }

  private static void subtract(
      MemorySegment x, int xAt, MemorySegment y, int yAt, int bytes, float shift, float logSum) {
    for (int i = 0; i < bytes; i += BYTES) {
      store(load(x, xAt + i).sub(shift).sub(logSum), y, yAt + i);
    }
  }

  @Override
  public void sums(RowBlock a, int rows, double[] sums, MemorySegment scratch) {
    addSums(
        rows,
        a.bytes(),
        sums,
        scratch,
        (row, from, bytes, to) -> sum(a.memory(), a.at(row) + from, bytes, scratch, to));
  }

  private static void sum(MemorySegment a, int at, int bytes, MemorySegment to, int toAt) {
    var even = FloatVector.zero(SPECIES);
    var odd = even;
    int i = 0;
    for (; i < bytes - BYTES; i += 2 * BYTES) {
      even = even.add(load(a, at + i));
      odd = odd.add(load(a, at + i + BYTES));
    }
    if (i < bytes) {
      even = even.add(load(a, at + i));
    }
    store(even.add(odd), to, toAt);
  }

  @Override
  public void dots(RowBlock a, RowBlock b, int rows, double[] sums, MemorySegment scratch) {
    addSums(
        rows,
        a.bytes(),
        sums,
        scratch,
        (row, from, bytes, to) ->
            dot(a.memory(), a.at(row) + from, b.memory(), b.at(row) + from, bytes, scratch, to));
  }

  private static void dot(
      MemorySegment a, int aAt, MemorySegment b, int bAt, int bytes, MemorySegment to, int toAt) {
    var even = FloatVector.zero(SPECIES);
    var odd = even;
    int i = 0;
    for (; i < bytes - BYTES; i += 2 * BYTES) {
      even = multiplyAdd(load(a, aAt + i), load(b, bAt + i), even);
      odd = multiplyAdd(load(a, aAt + i + BYTES), load(b, bAt + i + BYTES), odd);
    }
    if (i < bytes) {
      even = multiplyAdd(load(a, aAt + i), load(b, bAt + i), even);
    }
    store(even.add(odd), to, toAt);
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
    addSums(
        rows,
        t.bytes(),
        sums,
        scratch,
        (row, from, bytes, to) ->
            weightedLogarithms(
                t.memory(),
                t.at(row) + from,
                x.memory(),
                x.at(row) + from,
                bytes,
                shift[row],
                logSum[row],
                scratch,
                to));
  }

  private static void weightedLogarithms(
      MemorySegment t,
      int tAt,
      MemorySegment x,
      int xAt,
      int bytes,
      float shift,
      float logSum,
      MemorySegment to,
      int toAt) {
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      var weight = load(t, tAt + i);
      var isZero = weight.compare(VectorOperators.EQ, 0);
      // 0 times the logarithm of 0 is 0 here
      var logarithm = load(x, xAt + i).sub(shift).sub(logSum).blend(0, isZero);
      sum = multiplyAdd(weight, logarithm, sum);
    }
    store(sum, to, toAt);
  }

  @Override
  public void softmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows, float[] sum) {
    for (int row = 0; row < rows; row++) {
      softmaxGradient(y, dy, dx, row, sum[row]);
    }
  }

  private static void softmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int row, float sum) {
    var yMemory = y.memory();
    int yAt = y.at(row);
    var dyMemory = dy.memory();
    int dyAt = dy.at(row);
    var dxMemory = dx.memory();
    int dxAt = dx.at(row);
    int bytes = y.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dyMemory, dyAt + i).sub(sum);
      store(load(yMemory, yAt + i).mul(gradient), dxMemory, dxAt + i);
    }
  }

  @Override
  public void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows, float[] sum) {
    for (int row = 0; row < rows; row++) {
      logSoftmaxGradient(y, dy, dx, row, sum[row]);
    }
  }

  private static void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int row, float sum) {
    var yMemory = y.memory();
    int yAt = y.at(row);
    var dyMemory = dy.memory();
    int dyAt = dy.at(row);
    var dxMemory = dx.memory();
    int dxAt = dx.at(row);
    int bytes = y.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      var share = VectorMath.expOfNegative(load(yMemory, yAt + i)).mul(sum);
      load(dyMemory, dyAt + i).sub(share).intoMemorySegment(dxMemory, dxAt + i, ORDER);
    }
  }

  @Override
  public void scaleAndSubtract(float[] a, RowBlock y, float[] b, RowBlock t, int rows) {
    for (int row = 0; row < rows; row++) {
      scaleAndSubtract(a[row], y, b[row], t, row);
    }
  }

  private static void scaleAndSubtract(float a, RowBlock y, float b, RowBlock t, int row) {
    var yMemory = y.memory();
    int yAt = y.at(row);
    var tMemory = t.memory();
    int tAt = t.at(row);
    int bytes = y.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      var subtrahend = load(tMemory, tAt + i).mul(b);
      store(load(yMemory, yAt + i).mul(a).sub(subtrahend), yMemory, yAt + i);
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
