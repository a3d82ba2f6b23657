package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.FirstMaximum.larger;
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
      maximum(x, row, scratch, row * BYTES);
    }
    var folded = new float[RowLoops.MOST];
    LaneFolds.maxima(scratch, rows, folded);
    for (int row = 0; row < rows; row++) {
      largest[row] = Math.max(largest[row], folded[row]);
    }
  }

  /** A NaN may be lost: a row with one is NaN anyhow. */
  private static void maximum(RowBlock x, int row, MemorySegment to, int toAt) {
    var from = x.row(row);
    int bytes = x.bytes();
    var even = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    var odd = even;
    int i = 0;
    for (; i < bytes - BYTES; i += 2 * BYTES) { // two chains: one alone would wait for latency
      even = larger(even, load(from, i));
      odd = larger(odd, load(from, i + BYTES));
    }
    if (i < bytes) {
      even = larger(even, load(from, i));
    }
    store(larger(even, odd), to, toAt);
  }

  static void sums(RowBlock a, int rows, double[] sums, MemorySegment scratch) {
    FoldedSums.add(
        rows,
        a.bytes(),
        scratch,
        (row, from, bytes, to) -> sum(a, row, from, bytes, scratch, to),
        sums);
  }

  private static void sum(RowBlock a, int row, int from, int bytes, MemorySegment to, int toAt) {
    var values = a.part(row, from, bytes);
    var even = FloatVector.zero(SPECIES);
    var odd = even;
    int i = 0;
    for (; i < bytes - BYTES; i += 2 * BYTES) {
      even = even.add(load(values, i));
      odd = odd.add(load(values, i + BYTES));
    }
    if (i < bytes) {
      even = even.add(load(values, i));
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
        scratch,
        (row, from, bytes, to) ->
            weightedLogarithms(t, x, row, from, bytes, shift[row], logSum[row], scratch, to),
        sums);
  }

  private static void weightedLogarithms(
      RowBlock t,
      RowBlock x,
      int row,
      int from,
      int bytes,
      float shift,
      float logSum,
      MemorySegment to,
      int toAt) {
    var weights = t.part(row, from, bytes);
    var logits = x.part(row, from, bytes);
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      var weight = load(weights, i);
      var isZero = weight.compare(VectorOperators.EQ, 0);
      // 0 times the logarithm of 0 is 0 here
      var logarithm = load(logits, i).sub(shift).sub(logSum).blend(0, isZero);
      sum = multiplyAdd(weight, logarithm, sum);
    }
    store(sum, to, toAt);
  }
}
