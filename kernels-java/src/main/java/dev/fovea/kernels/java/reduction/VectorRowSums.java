package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.LaneFolds;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima and sums of {@link RowLoops} over whole vectors: each row or part of one leaves a vector
 * in the scratch memory, and these are folded together.
 */
final class VectorRowSums {
  private VectorRowSums() {}

  static void maxima(RowBlock x, int rows, float[] largest, MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      maximum(x.memory(), x.at(row), x.bytes(), scratch, row * BYTES);
    }
    var folded = new float[RowLoops.MOST];
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

  static void sums(RowBlock a, int rows, double[] sums, MemorySegment scratch) {
    FoldedSums.add(
        rows,
        a.bytes(),
        scratch,
        FoldedSums.eachRow(
            (row, from, bytes, to) -> sum(a.memory(), a.at(row) + from, bytes, scratch, to)),
        sums);
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

  static void dots(RowBlock a, RowBlock b, int rows, double[] sums, MemorySegment scratch) {
    FoldedSums.add(
        rows,
        a.bytes(),
        scratch,
        (row, some, from, bytes, to) -> {
          if (some == FoldedSums.ROWS) {
            fourDots(a, b, row, from, bytes, scratch, to);
          } else {
            dot(a, b, row, from, bytes, scratch, to);
          }
        },
        sums);
  }

  /** The same as four times {@link #dot}, to the bit. */
  private static void fourDots(
      RowBlock a, RowBlock b, int row, int from, int bytes, MemorySegment to, int toAt) {
    var x = a.memory();
    int xAt = a.at(row) + from;
    int xStride = a.stride();
    var y = b.memory();
    int yAt = b.at(row) + from;
    int yStride = b.stride();
    var first = FloatVector.zero(SPECIES);
    var second = first;
    var third = first;
    var fourth = first;
    for (int i = 0; i < bytes; i += BYTES) {
      first = multiplyAdd(load(x, xAt + i), load(y, yAt + i), first);
      second = multiplyAdd(load(x, xAt + xStride + i), load(y, yAt + yStride + i), second);
      third = multiplyAdd(load(x, xAt + 2 * xStride + i), load(y, yAt + 2 * yStride + i), third);
      fourth = multiplyAdd(load(x, xAt + 3 * xStride + i), load(y, yAt + 3 * yStride + i), fourth);
    }
    store(first, to, toAt);
    store(second, to, toAt + BYTES);
    store(third, to, toAt + 2 * BYTES);
    store(fourth, to, toAt + 3 * BYTES);
  }

  private static void dot(
      RowBlock a, RowBlock b, int row, int from, int bytes, MemorySegment to, int toAt) {
    var x = a.memory();
    int xAt = a.at(row) + from;
    var y = b.memory();
    int yAt = b.at(row) + from;
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      sum = multiplyAdd(load(x, xAt + i), load(y, yAt + i), sum);
    }
    store(sum, to, toAt);
  }

  static void weightedLogarithms(
      RowBlock t,
      RowBlock x,
      int rows,
      float[] shift,
      float[] logSum,
      double[] sums,
      MemorySegment scratch) {
    FoldedSums.add(
        rows,
        t.bytes(),
        scratch,
        FoldedSums.eachRow(
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
                    to)),
        sums);
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
}
