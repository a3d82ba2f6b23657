package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SharedRows.LINE;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient of the packed weights of {@link SharedRows}: a column of dy stays in registers, and
 * each value of x is read once for all sums that it adds to. Rows of dy that don't fill a column
 * are taken one by one: rows of zeros instead would make infinite cells NaN.
 */
final class VectorSharedRowsSums {
  private VectorSharedRowsSums() {}

  /**
   * {@code sums[i][kh] += Σ cells[(r + kh) · LINE + i] · dy[r]}, r ascending, of one column.
   *
   * @param taps rows of the filter, three or five
   * @param cells rows of x, {@link SharedRows#LINE} apart
   * @param cell where the first row's steps begin
   * @param steps how many
   * @param dy a column's first row
   * @param at where that lies
   * @param rowBytes from a row of dy to the next
   * @param sums packed sums
   */
  static void add(
      int taps,
      float[] cells,
      int cell,
      int steps,
      MemorySegment dy,
      long at,
      long rowBytes,
      float[] sums) {
    if (taps == 5) {
      addFive(cells, cell, steps, dy, at, rowBytes, sums);
    } else {
      addThree(cells, cell, steps, dy, at, rowBytes, sums);
    }
  }

  /** Ten rows of dy, five of the filter. */
  private static void addFive(
      float[] cells, int cell, int steps, MemorySegment dy, long at, long rowBytes, float[] sums) {
    var dy0 = FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER);
    var dy1 = FloatVector.fromMemorySegment(SPECIES, dy, at + rowBytes, ORDER);
    var dy2 = FloatVector.fromMemorySegment(SPECIES, dy, at + 2 * rowBytes, ORDER);
    var dy3 = FloatVector.fromMemorySegment(SPECIES, dy, at + 3 * rowBytes, ORDER);
    var dy4 = FloatVector.fromMemorySegment(SPECIES, dy, at + 4 * rowBytes, ORDER);
    var dy5 = FloatVector.fromMemorySegment(SPECIES, dy, at + 5 * rowBytes, ORDER);
    var dy6 = FloatVector.fromMemorySegment(SPECIES, dy, at + 6 * rowBytes, ORDER);
    var dy7 = FloatVector.fromMemorySegment(SPECIES, dy, at + 7 * rowBytes, ORDER);
    var dy8 = FloatVector.fromMemorySegment(SPECIES, dy, at + 8 * rowBytes, ORDER);
    var dy9 = FloatVector.fromMemorySegment(SPECIES, dy, at + 9 * rowBytes, ORDER);
    for (int i = 0; i < steps; i++) {
      int to = i * 5 * COUNT;
      var sum0 = FloatVector.fromArray(SPECIES, sums, to);
      var sum1 = FloatVector.fromArray(SPECIES, sums, to + COUNT);
      var sum2 = FloatVector.fromArray(SPECIES, sums, to + 2 * COUNT);
      var sum3 = FloatVector.fromArray(SPECIES, sums, to + 3 * COUNT);
      var sum4 = FloatVector.fromArray(SPECIES, sums, to + 4 * COUNT);
      int from = cell + i;
      var x = FloatVector.broadcast(SPECIES, cells[from]);
      sum0 = x.fma(dy0, sum0);
      x = FloatVector.broadcast(SPECIES, cells[from + LINE]);
      sum0 = x.fma(dy1, sum0);
      sum1 = x.fma(dy0, sum1);
      x = FloatVector.broadcast(SPECIES, cells[from + 2 * LINE]);
      sum0 = x.fma(dy2, sum0);
      sum1 = x.fma(dy1, sum1);
      sum2 = x.fma(dy0, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 3 * LINE]);
      sum0 = x.fma(dy3, sum0);
      sum1 = x.fma(dy2, sum1);
      sum2 = x.fma(dy1, sum2);
      sum3 = x.fma(dy0, sum3);
      x = FloatVector.broadcast(SPECIES, cells[from + 4 * LINE]);
      sum0 = x.fma(dy4, sum0);
      sum1 = x.fma(dy3, sum1);
      sum2 = x.fma(dy2, sum2);
      sum3 = x.fma(dy1, sum3);
      sum4 = x.fma(dy0, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 5 * LINE]);
      sum0 = x.fma(dy5, sum0);
      sum1 = x.fma(dy4, sum1);
      sum2 = x.fma(dy3, sum2);
      sum3 = x.fma(dy2, sum3);
      sum4 = x.fma(dy1, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 6 * LINE]);
      sum0 = x.fma(dy6, sum0);
      sum1 = x.fma(dy5, sum1);
      sum2 = x.fma(dy4, sum2);
      sum3 = x.fma(dy3, sum3);
      sum4 = x.fma(dy2, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 7 * LINE]);
      sum0 = x.fma(dy7, sum0);
      sum1 = x.fma(dy6, sum1);
      sum2 = x.fma(dy5, sum2);
      sum3 = x.fma(dy4, sum3);
      sum4 = x.fma(dy3, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 8 * LINE]);
      sum0 = x.fma(dy8, sum0);
      sum1 = x.fma(dy7, sum1);
      sum2 = x.fma(dy6, sum2);
      sum3 = x.fma(dy5, sum3);
      sum4 = x.fma(dy4, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 9 * LINE]);
      sum0 = x.fma(dy9, sum0);
      sum1 = x.fma(dy8, sum1);
      sum2 = x.fma(dy7, sum2);
      sum3 = x.fma(dy6, sum3);
      sum4 = x.fma(dy5, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 10 * LINE]);
      sum1 = x.fma(dy9, sum1);
      sum2 = x.fma(dy8, sum2);
      sum3 = x.fma(dy7, sum3);
      sum4 = x.fma(dy6, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 11 * LINE]);
      sum2 = x.fma(dy9, sum2);
      sum3 = x.fma(dy8, sum3);
      sum4 = x.fma(dy7, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 12 * LINE]);
      sum3 = x.fma(dy9, sum3);
      sum4 = x.fma(dy8, sum4);
      x = FloatVector.broadcast(SPECIES, cells[from + 13 * LINE]);
      sum4 = x.fma(dy9, sum4);
      sum0.intoArray(sums, to);
      sum1.intoArray(sums, to + COUNT);
      sum2.intoArray(sums, to + 2 * COUNT);
      sum3.intoArray(sums, to + 3 * COUNT);
      sum4.intoArray(sums, to + 4 * COUNT);
    }
  }

  /** Eight rows of dy, three of the filter. */
  private static void addThree(
      float[] cells, int cell, int steps, MemorySegment dy, long at, long rowBytes, float[] sums) {
    var dy0 = FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER);
    var dy1 = FloatVector.fromMemorySegment(SPECIES, dy, at + rowBytes, ORDER);
    var dy2 = FloatVector.fromMemorySegment(SPECIES, dy, at + 2 * rowBytes, ORDER);
    var dy3 = FloatVector.fromMemorySegment(SPECIES, dy, at + 3 * rowBytes, ORDER);
    var dy4 = FloatVector.fromMemorySegment(SPECIES, dy, at + 4 * rowBytes, ORDER);
    var dy5 = FloatVector.fromMemorySegment(SPECIES, dy, at + 5 * rowBytes, ORDER);
    var dy6 = FloatVector.fromMemorySegment(SPECIES, dy, at + 6 * rowBytes, ORDER);
    var dy7 = FloatVector.fromMemorySegment(SPECIES, dy, at + 7 * rowBytes, ORDER);
    for (int i = 0; i < steps; i++) {
      int to = i * 3 * COUNT;
      var sum0 = FloatVector.fromArray(SPECIES, sums, to);
      var sum1 = FloatVector.fromArray(SPECIES, sums, to + COUNT);
      var sum2 = FloatVector.fromArray(SPECIES, sums, to + 2 * COUNT);
      int from = cell + i;
      var x = FloatVector.broadcast(SPECIES, cells[from]);
      sum0 = x.fma(dy0, sum0);
      x = FloatVector.broadcast(SPECIES, cells[from + LINE]);
      sum0 = x.fma(dy1, sum0);
      sum1 = x.fma(dy0, sum1);
      x = FloatVector.broadcast(SPECIES, cells[from + 2 * LINE]);
      sum0 = x.fma(dy2, sum0);
      sum1 = x.fma(dy1, sum1);
      sum2 = x.fma(dy0, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 3 * LINE]);
      sum0 = x.fma(dy3, sum0);
      sum1 = x.fma(dy2, sum1);
      sum2 = x.fma(dy1, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 4 * LINE]);
      sum0 = x.fma(dy4, sum0);
      sum1 = x.fma(dy3, sum1);
      sum2 = x.fma(dy2, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 5 * LINE]);
      sum0 = x.fma(dy5, sum0);
      sum1 = x.fma(dy4, sum1);
      sum2 = x.fma(dy3, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 6 * LINE]);
      sum0 = x.fma(dy6, sum0);
      sum1 = x.fma(dy5, sum1);
      sum2 = x.fma(dy4, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 7 * LINE]);
      sum0 = x.fma(dy7, sum0);
      sum1 = x.fma(dy6, sum1);
      sum2 = x.fma(dy5, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 8 * LINE]);
      sum1 = x.fma(dy7, sum1);
      sum2 = x.fma(dy6, sum2);
      x = FloatVector.broadcast(SPECIES, cells[from + 9 * LINE]);
      sum2 = x.fma(dy7, sum2);
      sum0.intoArray(sums, to);
      sum1.intoArray(sums, to + COUNT);
      sum2.intoArray(sums, to + 2 * COUNT);
    }
  }

  /** One row of dy, any of the filter. */
  static void addRow(
      int taps, float[] cells, int cell, int steps, MemorySegment dy, long at, float[] sums) {
    var gradient = FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER);
    int to = 0;
    for (int i = 0; i < steps; i++) {
      for (int tap = 0; tap < taps; tap++, to += COUNT) {
        FloatVector.broadcast(SPECIES, cells[cell + i + tap * LINE])
            .fma(gradient, FloatVector.fromArray(SPECIES, sums, to))
            .intoArray(sums, to);
      }
    }
  }
}
