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

  static void dots(RowBlock a, RowBlock b, int rows, double[] sums, MemorySegment scratch) {
    FoldedSums.add(
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
}
