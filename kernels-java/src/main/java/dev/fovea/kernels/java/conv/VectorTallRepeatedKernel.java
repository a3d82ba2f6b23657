package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.RepeatedPixels.LINE;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.RepeatedPixels.Strip;
import dev.fovea.kernels.java.conv.RepeatedPixels.TapRows;
import jdk.incubator.vector.FloatVector;

/**
 * {@link VectorRepeatedKernel} with fourteen rows of y at a time, for 32 registers: with seven,
 * each sum's multiply-adds of a column, one after the other, take longer than all of them together.
 */
final class VectorTallRepeatedKernel {
  /** Rows that are computed together. */
  static final int ROWS = 14;

  /** Rows of taps that are applied together: three gain nothing. */
  static final int TAPS = 5;

  private VectorTallRepeatedKernel() {}

  /** See {@link VectorRepeatedKernel#add}; of {@link #TAPS} rows of taps. */
  static void add(
      float[] cells,
      int top,
      TapRows taps,
      Strip strip,
      float[] weights,
      float[] start,
      float[] tile) {
    for (int v = 0; v < strip.positions().length; v++) {
      int at = strip.positions()[v];
      int from = strip.slots()[v] + taps.weights();
      int cell = top + at;
      var sum0 = FloatVector.fromArray(SPECIES, start, at);
      var sum1 = FloatVector.fromArray(SPECIES, start, at + LINE);
      var sum2 = FloatVector.fromArray(SPECIES, start, at + 2 * LINE);
      var sum3 = FloatVector.fromArray(SPECIES, start, at + 3 * LINE);
      var sum4 = FloatVector.fromArray(SPECIES, start, at + 4 * LINE);
      var sum5 = FloatVector.fromArray(SPECIES, start, at + 5 * LINE);
      var sum6 = FloatVector.fromArray(SPECIES, start, at + 6 * LINE);
      var sum7 = FloatVector.fromArray(SPECIES, start, at + 7 * LINE);
      var sum8 = FloatVector.fromArray(SPECIES, start, at + 8 * LINE);
      var sum9 = FloatVector.fromArray(SPECIES, start, at + 9 * LINE);
      var sum10 = FloatVector.fromArray(SPECIES, start, at + 10 * LINE);
      var sum11 = FloatVector.fromArray(SPECIES, start, at + 11 * LINE);
      var sum12 = FloatVector.fromArray(SPECIES, start, at + 12 * LINE);
      var sum13 = FloatVector.fromArray(SPECIES, start, at + 13 * LINE);
      for (int column = 0; column < taps.columns(); column++) {
        var w0 = FloatVector.fromArray(SPECIES, weights, from);
        var w1 = FloatVector.fromArray(SPECIES, weights, from + COUNT);
        var w2 = FloatVector.fromArray(SPECIES, weights, from + 2 * COUNT);
        var w3 = FloatVector.fromArray(SPECIES, weights, from + 3 * COUNT);
        var w4 = FloatVector.fromArray(SPECIES, weights, from + 4 * COUNT);
        var row = FloatVector.fromArray(SPECIES, cells, cell);
        sum0 = row.fma(w0, sum0);
        row = FloatVector.fromArray(SPECIES, cells, cell + LINE);
        sum1 = row.fma(w0, sum1);
        sum0 = row.fma(w1, sum0);
        row = FloatVector.fromArray(SPECIES, cells, cell + 2 * LINE);
        sum2 = row.fma(w0, sum2);
        sum1 = row.fma(w1, sum1);
        sum0 = row.fma(w2, sum0);
        row = FloatVector.fromArray(SPECIES, cells, cell + 3 * LINE);
        sum3 = row.fma(w0, sum3);
        sum2 = row.fma(w1, sum2);
        sum1 = row.fma(w2, sum1);
        sum0 = row.fma(w3, sum0);
        row = FloatVector.fromArray(SPECIES, cells, cell + 4 * LINE);
        sum4 = row.fma(w0, sum4);
        sum3 = row.fma(w1, sum3);
        sum2 = row.fma(w2, sum2);
        sum1 = row.fma(w3, sum1);
        sum0 = row.fma(w4, sum0);
        row = FloatVector.fromArray(SPECIES, cells, cell + 5 * LINE);
        sum5 = row.fma(w0, sum5);
        sum4 = row.fma(w1, sum4);
        sum3 = row.fma(w2, sum3);
        sum2 = row.fma(w3, sum2);
        sum1 = row.fma(w4, sum1);
        row = FloatVector.fromArray(SPECIES, cells, cell + 6 * LINE);
        sum6 = row.fma(w0, sum6);
        sum5 = row.fma(w1, sum5);
        sum4 = row.fma(w2, sum4);
        sum3 = row.fma(w3, sum3);
        sum2 = row.fma(w4, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 7 * LINE);
        sum7 = row.fma(w0, sum7);
        sum6 = row.fma(w1, sum6);
        sum5 = row.fma(w2, sum5);
        sum4 = row.fma(w3, sum4);
        sum3 = row.fma(w4, sum3);
        row = FloatVector.fromArray(SPECIES, cells, cell + 8 * LINE);
        sum8 = row.fma(w0, sum8);
        sum7 = row.fma(w1, sum7);
        sum6 = row.fma(w2, sum6);
        sum5 = row.fma(w3, sum5);
        sum4 = row.fma(w4, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 9 * LINE);
        sum9 = row.fma(w0, sum9);
        sum8 = row.fma(w1, sum8);
        sum7 = row.fma(w2, sum7);
        sum6 = row.fma(w3, sum6);
        sum5 = row.fma(w4, sum5);
        row = FloatVector.fromArray(SPECIES, cells, cell + 10 * LINE);
        sum10 = row.fma(w0, sum10);
        sum9 = row.fma(w1, sum9);
        sum8 = row.fma(w2, sum8);
        sum7 = row.fma(w3, sum7);
        sum6 = row.fma(w4, sum6);
        row = FloatVector.fromArray(SPECIES, cells, cell + 11 * LINE);
        sum11 = row.fma(w0, sum11);
        sum10 = row.fma(w1, sum10);
        sum9 = row.fma(w2, sum9);
        sum8 = row.fma(w3, sum8);
        sum7 = row.fma(w4, sum7);
        row = FloatVector.fromArray(SPECIES, cells, cell + 12 * LINE);
        sum12 = row.fma(w0, sum12);
        sum11 = row.fma(w1, sum11);
        sum10 = row.fma(w2, sum10);
        sum9 = row.fma(w3, sum9);
        sum8 = row.fma(w4, sum8);
        row = FloatVector.fromArray(SPECIES, cells, cell + 13 * LINE);
        sum13 = row.fma(w0, sum13);
        sum12 = row.fma(w1, sum12);
        sum11 = row.fma(w2, sum11);
        sum10 = row.fma(w3, sum10);
        sum9 = row.fma(w4, sum9);
        row = FloatVector.fromArray(SPECIES, cells, cell + 14 * LINE);
        sum13 = row.fma(w1, sum13);
        sum12 = row.fma(w2, sum12);
        sum11 = row.fma(w3, sum11);
        sum10 = row.fma(w4, sum10);
        row = FloatVector.fromArray(SPECIES, cells, cell + 15 * LINE);
        sum13 = row.fma(w2, sum13);
        sum12 = row.fma(w3, sum12);
        sum11 = row.fma(w4, sum11);
        row = FloatVector.fromArray(SPECIES, cells, cell + 16 * LINE);
        sum13 = row.fma(w3, sum13);
        sum12 = row.fma(w4, sum12);
        row = FloatVector.fromArray(SPECIES, cells, cell + 17 * LINE);
        sum13 = row.fma(w4, sum13);
        from += 5 * COUNT;
        cell += taps.step();
      }
      sum0.intoArray(tile, at);
      sum1.intoArray(tile, at + LINE);
      sum2.intoArray(tile, at + 2 * LINE);
      sum3.intoArray(tile, at + 3 * LINE);
      sum4.intoArray(tile, at + 4 * LINE);
      sum5.intoArray(tile, at + 5 * LINE);
      sum6.intoArray(tile, at + 6 * LINE);
      sum7.intoArray(tile, at + 7 * LINE);
      sum8.intoArray(tile, at + 8 * LINE);
      sum9.intoArray(tile, at + 9 * LINE);
      sum10.intoArray(tile, at + 10 * LINE);
      sum11.intoArray(tile, at + 11 * LINE);
      sum12.intoArray(tile, at + 12 * LINE);
      sum13.intoArray(tile, at + 13 * LINE);
    }
  }
}
