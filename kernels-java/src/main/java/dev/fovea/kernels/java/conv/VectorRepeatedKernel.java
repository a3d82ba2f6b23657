package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.RepeatedPixels.LINE;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.RepeatedPixels.Strip;
import dev.fovea.kernels.java.conv.RepeatedPixels.TapRows;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Rows of y of {@link RepeatedPixels}, seven at a time: for each vector of y and each column of the
 * filter, five or three weights stay in registers, and each of the rows of cells below each other
 * is read once for all sums that it adds to.
 *
 * <p>Results go to an array, and from there to y: with stores to a segment in the same method, C2
 * reached its limit of inlining, and each of them was an object.
 */
final class VectorRepeatedKernel {
  /** Rows that are computed together. */
  static final int ROWS = 7;

  private VectorRepeatedKernel() {}

  /**
   * Adds taps: {@code tile[r][q] = start[r][q] + Σ cells[r + i][q + j·step] · w[i][j][q]}; rows of
   * all three lie {@link RepeatedPixels#LINE} apart.
   *
   * @param cells repeated pixels
   * @param top where the row under the first row of taps begins
   * @param taps the taps
   * @param strip vectors to compute
   * @param weights packed weights
   * @param start what is added to; not the tile, where the last vector overlaps another
   * @param tile where the sums go
   */
  static void add(
      float[] cells,
      int top,
      TapRows taps,
      Strip strip,
      float[] weights,
      float[] start,
      float[] tile) {
    if (taps.count() == 5) {
      addFive(cells, top, taps, strip, weights, start, tile);
    } else {
      addThree(cells, top, taps, strip, weights, start, tile);
    }
  }

  /**
   * Writes a tile's rows to y: those of a strip, with 0 for values below {@code least}.
   *
   * @param tile the tile
   * @param rows how many
   * @param strip the strip
   * @param y where they go
   * @param at where the first begins, in bytes
   * @param rowBytes from one to the next
   * @param least 0 for relu, or negative infinity
   */
  static void write(
      float[] tile, int rows, Strip strip, MemorySegment y, long at, int rowBytes, float least) {
    var target = y.asSlice(at, (rows - 1L) * rowBytes + (long) strip.values() * Float.BYTES);
    int last = strip.values() - COUNT;
    for (int row = 0; row < rows; row++) {
      int from = row * LINE;
      int to = row * rowBytes;
      for (int i = 0; i < last; i += COUNT) {
        Lanes.store(limited(tile, from + i, least), target, to + i * Float.BYTES);
      }
      Lanes.store(limited(tile, from + last, least), target, to + last * Float.BYTES);
    }
  }

  private static FloatVector limited(float[] tile, int at, float least) {
    var x = FloatVector.fromArray(SPECIES, tile, at);
    return x.blend(0, x.compare(VectorOperators.LT, least));
  }

  /** Five rows of taps. */
  private static void addFive(
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
        sum6 = row.fma(w1, sum6);
        sum5 = row.fma(w2, sum5);
        sum4 = row.fma(w3, sum4);
        sum3 = row.fma(w4, sum3);
        row = FloatVector.fromArray(SPECIES, cells, cell + 8 * LINE);
        sum6 = row.fma(w2, sum6);
        sum5 = row.fma(w3, sum5);
        sum4 = row.fma(w4, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 9 * LINE);
        sum6 = row.fma(w3, sum6);
        sum5 = row.fma(w4, sum5);
        row = FloatVector.fromArray(SPECIES, cells, cell + 10 * LINE);
        sum6 = row.fma(w4, sum6);
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
    }
  }

  /** Three rows of taps. */
  private static void addThree(
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
      for (int column = 0; column < taps.columns(); column++) {
        var w0 = FloatVector.fromArray(SPECIES, weights, from);
        var w1 = FloatVector.fromArray(SPECIES, weights, from + COUNT);
        var w2 = FloatVector.fromArray(SPECIES, weights, from + 2 * COUNT);
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
        row = FloatVector.fromArray(SPECIES, cells, cell + 4 * LINE);
        sum4 = row.fma(w0, sum4);
        sum3 = row.fma(w1, sum3);
        sum2 = row.fma(w2, sum2);
        row = FloatVector.fromArray(SPECIES, cells, cell + 5 * LINE);
        sum5 = row.fma(w0, sum5);
        sum4 = row.fma(w1, sum4);
        sum3 = row.fma(w2, sum3);
        row = FloatVector.fromArray(SPECIES, cells, cell + 6 * LINE);
        sum6 = row.fma(w0, sum6);
        sum5 = row.fma(w1, sum5);
        sum4 = row.fma(w2, sum4);
        row = FloatVector.fromArray(SPECIES, cells, cell + 7 * LINE);
        sum6 = row.fma(w1, sum6);
        sum5 = row.fma(w2, sum5);
        row = FloatVector.fromArray(SPECIES, cells, cell + 8 * LINE);
        sum6 = row.fma(w2, sum6);
        from += 3 * COUNT;
        cell += taps.step();
      }
      sum0.intoArray(tile, at);
      sum1.intoArray(tile, at + LINE);
      sum2.intoArray(tile, at + 2 * LINE);
      sum3.intoArray(tile, at + 3 * LINE);
      sum4.intoArray(tile, at + 4 * LINE);
      sum5.intoArray(tile, at + 5 * LINE);
      sum6.intoArray(tile, at + 6 * LINE);
    }
  }
}
