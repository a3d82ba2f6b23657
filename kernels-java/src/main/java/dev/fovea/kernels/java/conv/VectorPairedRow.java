package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/**
 * One row by itself, where a task has no more: its sums are those of {@link VectorPairedKernel} and
 * {@link VectorPairedHalvedKernel}, to the bit, so that results don't depend on how rows are shared
 * out. Names are theirs.
 */
final class VectorPairedRow {
  private VectorPairedRow() {}

  /**
   * {@code y[p] = Σ rows[i][p + j - 1] · w[i,j]}
   *
   * @param top the row of cells above
   * @param middle the row itself
   * @param bottom the row below
   * @param w packed taps
   * @param y where the row goes
   * @param pixels pixels of a row
   * @param step bytes of a pixel
   */
  static void oneRow(Row top, Row middle, Row bottom, float[] w, Row y, int pixels, int step) {
    int rowBytes = pixels * step;
    var above = top.memory().asSlice(top.at(), rowBytes);
    var x = middle.memory().asSlice(middle.at(), rowBytes);
    var below = bottom.memory().asSlice(bottom.at(), rowBytes);
    var target = y.memory().asSlice(y.at(), rowBytes);
    for (int block = 0; block * 2 * BYTES < step; block++) {
      int first = block * 2 * TAPS * COUNT;
      var u00 = FloatVector.fromArray(SPECIES, w, first);
      var u01 = FloatVector.fromArray(SPECIES, w, first + COUNT);
      var u02 = FloatVector.fromArray(SPECIES, w, first + 2 * COUNT);
      var u10 = FloatVector.fromArray(SPECIES, w, first + 3 * COUNT);
      var u11 = FloatVector.fromArray(SPECIES, w, first + 4 * COUNT);
      var u12 = FloatVector.fromArray(SPECIES, w, first + 5 * COUNT);
      var u20 = FloatVector.fromArray(SPECIES, w, first + 6 * COUNT);
      var u21 = FloatVector.fromArray(SPECIES, w, first + 7 * COUNT);
      var u22 = FloatVector.fromArray(SPECIES, w, first + 8 * COUNT);
      var v00 = FloatVector.fromArray(SPECIES, w, first + 9 * COUNT);
      var v01 = FloatVector.fromArray(SPECIES, w, first + 10 * COUNT);
      var v02 = FloatVector.fromArray(SPECIES, w, first + 11 * COUNT);
      var v10 = FloatVector.fromArray(SPECIES, w, first + 12 * COUNT);
      var v11 = FloatVector.fromArray(SPECIES, w, first + 13 * COUNT);
      var v12 = FloatVector.fromArray(SPECIES, w, first + 14 * COUNT);
      var v20 = FloatVector.fromArray(SPECIES, w, first + 15 * COUNT);
      var v21 = FloatVector.fromArray(SPECIES, w, first + 16 * COUNT);
      var v22 = FloatVector.fromArray(SPECIES, w, first + 17 * COUNT);
      int at = Math.min(block * 2 * BYTES, step - 2 * BYTES);
      int to = at; // what the first column leaves there is overwritten by the second
      var p00 = FloatVector.zero(SPECIES);
      var p10 = FloatVector.zero(SPECIES);
      var c00 = FloatVector.zero(SPECIES);
      var c10 = FloatVector.zero(SPECIES);
      for (int p = 0; p < pixels; p++) {
        var x00 = FloatVector.fromMemorySegment(SPECIES, above, at, ORDER);
        p00 = x00.fma(u02, p00);
        c00 = x00.fma(u01, c00);
        var n00 = x00.mul(u00);
        var x01 = FloatVector.fromMemorySegment(SPECIES, above, at + BYTES, ORDER);
        p10 = x01.fma(v02, p10);
        c10 = x01.fma(v01, c10);
        var n10 = x01.mul(v00);
        var x10 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
        p00 = x10.fma(u12, p00);
        c00 = x10.fma(u11, c00);
        n00 = x10.fma(u10, n00);
        var x11 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES, ORDER);
        p10 = x11.fma(v12, p10);
        c10 = x11.fma(v11, c10);
        n10 = x11.fma(v10, n10);
        var x20 = FloatVector.fromMemorySegment(SPECIES, below, at, ORDER);
        p00 = x20.fma(u22, p00);
        c00 = x20.fma(u21, c00);
        n00 = x20.fma(u20, n00);
        p00.intoMemorySegment(target, to, ORDER);
        var x21 = FloatVector.fromMemorySegment(SPECIES, below, at + BYTES, ORDER);
        p10 = x21.fma(v22, p10);
        c10 = x21.fma(v21, c10);
        n10 = x21.fma(v20, n10);
        p10.intoMemorySegment(target, to + BYTES, ORDER);
        p00 = c00;
        c00 = n00;
        p10 = c10;
        c10 = n10;
        to = at;
        at += step;
      }
      p00.intoMemorySegment(target, to, ORDER);
      p10.intoMemorySegment(target, to + BYTES, ORDER);
    }
  }

  /** {@code y[p] = Σ rows[i][2p + j - 1] · w[i,j]}, of the row above and two in the middle. */
  static void halvedRow(Row top, Row middle, float[] w, Row y, int pixels, int step) {
    int yBytes = pixels * step;
    int rowBytes = 2 * yBytes;
    var above = top.memory().asSlice(top.at(), rowBytes);
    var x = middle.memory().asSlice(middle.at(), 2L * rowBytes);
    var target = y.memory().asSlice(y.at(), yBytes);
    for (int block = 0; block * 2 * BYTES < step; block++) {
      int first = block * 2 * TAPS * COUNT;
      var u00 = FloatVector.fromArray(SPECIES, w, first);
      var u01 = FloatVector.fromArray(SPECIES, w, first + COUNT);
      var u02 = FloatVector.fromArray(SPECIES, w, first + 2 * COUNT);
      var u10 = FloatVector.fromArray(SPECIES, w, first + 3 * COUNT);
      var u11 = FloatVector.fromArray(SPECIES, w, first + 4 * COUNT);
      var u12 = FloatVector.fromArray(SPECIES, w, first + 5 * COUNT);
      var u20 = FloatVector.fromArray(SPECIES, w, first + 6 * COUNT);
      var u21 = FloatVector.fromArray(SPECIES, w, first + 7 * COUNT);
      var u22 = FloatVector.fromArray(SPECIES, w, first + 8 * COUNT);
      var v00 = FloatVector.fromArray(SPECIES, w, first + 9 * COUNT);
      var v01 = FloatVector.fromArray(SPECIES, w, first + 10 * COUNT);
      var v02 = FloatVector.fromArray(SPECIES, w, first + 11 * COUNT);
      var v10 = FloatVector.fromArray(SPECIES, w, first + 12 * COUNT);
      var v11 = FloatVector.fromArray(SPECIES, w, first + 13 * COUNT);
      var v12 = FloatVector.fromArray(SPECIES, w, first + 14 * COUNT);
      var v20 = FloatVector.fromArray(SPECIES, w, first + 15 * COUNT);
      var v21 = FloatVector.fromArray(SPECIES, w, first + 16 * COUNT);
      var v22 = FloatVector.fromArray(SPECIES, w, first + 17 * COUNT);
      int at = Math.min(block * 2 * BYTES, step - 2 * BYTES);
      int to = at;
      var c00 = FloatVector.zero(SPECIES);
      var c10 = FloatVector.zero(SPECIES);
      for (int p = 0; p < pixels; p++) {
        int next = at + step;
        var x00 = FloatVector.fromMemorySegment(SPECIES, above, at, ORDER);
        var z00 = FloatVector.fromMemorySegment(SPECIES, above, next, ORDER);
        c00 = z00.fma(u02, x00.fma(u01, c00));
        var n00 = z00.mul(u00);
        var x01 = FloatVector.fromMemorySegment(SPECIES, above, at + BYTES, ORDER);
        var z01 = FloatVector.fromMemorySegment(SPECIES, above, next + BYTES, ORDER);
        c10 = z01.fma(v02, x01.fma(v01, c10));
        var n10 = z01.mul(v00);
        var x10 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
        var z10 = FloatVector.fromMemorySegment(SPECIES, x, next, ORDER);
        c00 = z10.fma(u12, x10.fma(u11, c00));
        n00 = z10.fma(u10, n00);
        var x11 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES, ORDER);
        var z11 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES, ORDER);
        c10 = z11.fma(v12, x11.fma(v11, c10));
        n10 = z11.fma(v10, n10);
        var x20 = FloatVector.fromMemorySegment(SPECIES, x, at + rowBytes, ORDER);
        var z20 = FloatVector.fromMemorySegment(SPECIES, x, next + rowBytes, ORDER);
        c00 = z20.fma(u22, x20.fma(u21, c00));
        n00 = z20.fma(u20, n00);
        c00.intoMemorySegment(target, to, ORDER);
        c00 = n00;
        var x21 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + rowBytes, ORDER);
        var z21 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES + rowBytes, ORDER);
        c10 = z21.fma(v22, x21.fma(v21, c10));
        n10 = z21.fma(v20, n10);
        c10.intoMemorySegment(target, to + BYTES, ORDER);
        c10 = n10;
        at = next + step;
        to += step;
      }
    }
  }
}
