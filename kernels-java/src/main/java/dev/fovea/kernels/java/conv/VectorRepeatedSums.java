package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.RepeatedPixels.LINE;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.RepeatedPixels.Strip;
import dev.fovea.kernels.java.conv.RepeatedPixels.TapRows;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The weights' gradient of {@link RepeatedPixels}: for each vector of dy, seven rows of it stay in
 * registers, and each row of cells under a column of the filter is read once for all of them. What
 * rows are left over are taken one by one: rows of zeros instead would make infinite cells NaN.
 */
final class VectorRepeatedSums {
  private static final int ROWS = 7;

  private VectorRepeatedSums() {}

  /**
   * {@code sums[i][j][q] += Σ cells[r + i][q + j·step] · dy[r][q]}, r ascending.
   *
   * @param cells repeated pixels
   * @param taps the taps
   * @param strip vectors to add up
   * @param dy rows of the strip
   * @param rowBytes from a row of dy to the next
   * @param rows rows of dy
   * @param sums packed sums
   */
  static void add(
      float[] cells,
      TapRows taps,
      Strip strip,
      MemorySegment dy,
      int rowBytes,
      int rows,
      float[] sums) {
    boolean five = taps.count() == 5;
    int row = 0;
    for (; row <= rows - ROWS; row += ROWS) {
      int top = (row + taps.first()) * LINE;
      if (five) {
        addFive(cells, top, taps, strip, dy, row * rowBytes, rowBytes, sums);
      } else {
        addThree(cells, top, taps, strip, dy, row * rowBytes, rowBytes, sums);
      }
    }
    for (; row < rows; row++) {
      int top = (row + taps.first()) * LINE;
      addRow(cells, top, taps, strip, dy, row * rowBytes, sums);
    }
  }

  /** Seven rows of dy, five rows of taps. */
  private static void addFive(
      float[] cells,
      int top,
      TapRows taps,
      Strip strip,
      MemorySegment dy,
      int at,
      int rowBytes,
      float[] sums) {
    var rows = dy.asSlice(at, 6L * rowBytes + (long) strip.values() * Float.BYTES);
    for (int v = 0; v < strip.positions().length; v++) {
      int position = strip.positions()[v];
      int byteAt = position * Float.BYTES;
      int to = strip.slots()[v] + taps.weights();
      int cell = top + position;
      var dy0 = Lanes.load(rows, byteAt);
      var dy1 = Lanes.load(rows, byteAt + rowBytes);
      var dy2 = Lanes.load(rows, byteAt + 2 * rowBytes);
      var dy3 = Lanes.load(rows, byteAt + 3 * rowBytes);
      var dy4 = Lanes.load(rows, byteAt + 4 * rowBytes);
      var dy5 = Lanes.load(rows, byteAt + 5 * rowBytes);
      var dy6 = Lanes.load(rows, byteAt + 6 * rowBytes);
      for (int column = 0; column < taps.columns(); column++) {
        var sum0 = FloatVector.fromArray(SPECIES, sums, to);
        var sum1 = FloatVector.fromArray(SPECIES, sums, to + COUNT);
        var sum2 = FloatVector.fromArray(SPECIES, sums, to + 2 * COUNT);
        var sum3 = FloatVector.fromArray(SPECIES, sums, to + 3 * COUNT);
        var sum4 = FloatVector.fromArray(SPECIES, sums, to + 4 * COUNT);
        var row = FloatVector.fromArray(SPECIES, cells, cell);
        sum0 = row.fma(dy0, sum0);
        row = FloatVector.fromArray(SPECIES, cells, cell + LINE);
        sum0 = row.fma(dy1, sum0);
        sum1 = row.fma(dy0, sum1);
        row = FloatVector.fromArray(SPECIES, cells, cell + 2 * LINE);
        sum0 = row.fma(dy2, sum0);
        sum1 = row.fma(dy1, sum1);
        sum2 = row.fma(dy0, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 3 * LINE);
        sum0 = row.fma(dy3, sum0);
        sum1 = row.fma(dy2, sum1);
        sum2 = row.fma(dy1, sum2);
        sum3 = row.fma(dy0, sum3);
        row = FloatVector.fromArray(SPECIES, cells, cell + 4 * LINE);
        sum0 = row.fma(dy4, sum0);
        sum1 = row.fma(dy3, sum1);
        sum2 = row.fma(dy2, sum2);
        sum3 = row.fma(dy1, sum3);
        sum4 = row.fma(dy0, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 5 * LINE);
        sum0 = row.fma(dy5, sum0);
        sum1 = row.fma(dy4, sum1);
        sum2 = row.fma(dy3, sum2);
        sum3 = row.fma(dy2, sum3);
        sum4 = row.fma(dy1, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 6 * LINE);
        sum0 = row.fma(dy6, sum0);
        sum1 = row.fma(dy5, sum1);
        sum2 = row.fma(dy4, sum2);
        sum3 = row.fma(dy3, sum3);
        sum4 = row.fma(dy2, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 7 * LINE);
        sum1 = row.fma(dy6, sum1);
        sum2 = row.fma(dy5, sum2);
        sum3 = row.fma(dy4, sum3);
        sum4 = row.fma(dy3, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 8 * LINE);
        sum2 = row.fma(dy6, sum2);
        sum3 = row.fma(dy5, sum3);
        sum4 = row.fma(dy4, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 9 * LINE);
        sum3 = row.fma(dy6, sum3);
        sum4 = row.fma(dy5, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 10 * LINE);
        sum4 = row.fma(dy6, sum4);
        sum0.intoArray(sums, to);
        sum1.intoArray(sums, to + COUNT);
        sum2.intoArray(sums, to + 2 * COUNT);
        sum3.intoArray(sums, to + 3 * COUNT);
        sum4.intoArray(sums, to + 4 * COUNT);
        to += 5 * COUNT;
        cell += taps.step();
      }
    }
  }

  /** Seven rows of dy, three rows of taps. */
  private static void addThree(
      float[] cells,
      int top,
      TapRows taps,
      Strip strip,
      MemorySegment dy,
      int at,
      int rowBytes,
      float[] sums) {
    var rows = dy.asSlice(at, 6L * rowBytes + (long) strip.values() * Float.BYTES);
    for (int v = 0; v < strip.positions().length; v++) {
      int position = strip.positions()[v];
      int byteAt = position * Float.BYTES;
      int to = strip.slots()[v] + taps.weights();
      int cell = top + position;
      var dy0 = Lanes.load(rows, byteAt);
      var dy1 = Lanes.load(rows, byteAt + rowBytes);
      var dy2 = Lanes.load(rows, byteAt + 2 * rowBytes);
      var dy3 = Lanes.load(rows, byteAt + 3 * rowBytes);
      var dy4 = Lanes.load(rows, byteAt + 4 * rowBytes);
      var dy5 = Lanes.load(rows, byteAt + 5 * rowBytes);
      var dy6 = Lanes.load(rows, byteAt + 6 * rowBytes);
      for (int column = 0; column < taps.columns(); column++) {
        var sum0 = FloatVector.fromArray(SPECIES, sums, to);
        var sum1 = FloatVector.fromArray(SPECIES, sums, to + COUNT);
        var sum2 = FloatVector.fromArray(SPECIES, sums, to + 2 * COUNT);
        var row = FloatVector.fromArray(SPECIES, cells, cell);
        sum0 = row.fma(dy0, sum0);
        row = FloatVector.fromArray(SPECIES, cells, cell + LINE);
        sum0 = row.fma(dy1, sum0);
        sum1 = row.fma(dy0, sum1);
        row = FloatVector.fromArray(SPECIES, cells, cell + 2 * LINE);
        sum0 = row.fma(dy2, sum0);
        sum1 = row.fma(dy1, sum1);
        sum2 = row.fma(dy0, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 3 * LINE);
        sum0 = row.fma(dy3, sum0);
        sum1 = row.fma(dy2, sum1);
        sum2 = row.fma(dy1, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 4 * LINE);
        sum0 = row.fma(dy4, sum0);
        sum1 = row.fma(dy3, sum1);
        sum2 = row.fma(dy2, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 5 * LINE);
        sum0 = row.fma(dy5, sum0);
        sum1 = row.fma(dy4, sum1);
        sum2 = row.fma(dy3, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 6 * LINE);
        sum0 = row.fma(dy6, sum0);
        sum1 = row.fma(dy5, sum1);
        sum2 = row.fma(dy4, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 7 * LINE);
        sum1 = row.fma(dy6, sum1);
        sum2 = row.fma(dy5, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 8 * LINE);
        sum2 = row.fma(dy6, sum2);
        sum0.intoArray(sums, to);
        sum1.intoArray(sums, to + COUNT);
        sum2.intoArray(sums, to + 2 * COUNT);
        to += 3 * COUNT;
        cell += taps.step();
      }
    }
  }

  /** One row of dy, any rows of taps. */
  private static void addRow(
      float[] cells, int top, TapRows taps, Strip strip, MemorySegment dy, int at, float[] sums) {
    var row = dy.asSlice(at, (long) strip.values() * Float.BYTES);
    for (int v = 0; v < strip.positions().length; v++) {
      int position = strip.positions()[v];
      int to = strip.slots()[v] + taps.weights();
      var gradient = Lanes.load(row, (long) position * Float.BYTES);
      for (int column = 0; column < taps.columns(); column++) {
        int cell = top + position + column * taps.step();
        for (int i = 0; i < taps.count(); i++, to += COUNT) {
          var values = FloatVector.fromArray(SPECIES, cells, cell + i * LINE);
          var sum = FloatVector.fromArray(SPECIES, sums, to);
          values.fma(gradient, sum).intoArray(sums, to);
        }
      }
    }
  }
}
