package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/**
 * The weights' gradient of {@link VectorPairedKernel}: 18 sums stay in registers, and so do three
 * columns of dy (p, c and n: previous, current, next), for all nine taps that a cell lies under.
 *
 * <p>To the left of dy lie zeros, as around the image: an infinite cell at the left edge makes the
 * right taps' sums NaN.
 */
final class VectorPairedSums {
  private VectorPairedSums() {}

  /**
   * {@code w[i,j] += Σ rows[r + i][p + j - 1] · dy[r,p]} over r of 0 and 1.
   *
   * @param top the row of cells above the first of the two
   * @param middle two rows of cells below each other
   * @param bottom the row below these
   * @param w packed sums
   * @param dy the first of two rows
   * @param pixels pixels of a row
   * @param step bytes of a pixel
   */
  static void twoRows(Row top, Row middle, Row bottom, float[] w, Row dy, int pixels, int step) {
    int rowBytes = pixels * step;
    var above = top.memory().asSlice(top.at(), rowBytes);
    var x = middle.memory().asSlice(middle.at(), 2L * rowBytes);
    var below = bottom.memory().asSlice(bottom.at(), rowBytes);
    var gradient = dy.memory().asSlice(dy.at(), 2L * rowBytes);
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
      var p00 = FloatVector.zero(SPECIES);
      var c00 = FloatVector.fromMemorySegment(SPECIES, gradient, at, ORDER);
      var p01 = FloatVector.zero(SPECIES);
      var c01 = FloatVector.fromMemorySegment(SPECIES, gradient, at + rowBytes, ORDER);
      var p10 = FloatVector.zero(SPECIES);
      var c10 = FloatVector.fromMemorySegment(SPECIES, gradient, at + BYTES, ORDER);
      var p11 = FloatVector.zero(SPECIES);
      var c11 = FloatVector.fromMemorySegment(SPECIES, gradient, at + BYTES + rowBytes, ORDER);
      for (int p = 1; p < pixels; p++) {
        int next = at + step;
        var n00 = FloatVector.fromMemorySegment(SPECIES, gradient, next, ORDER);
        var n01 = FloatVector.fromMemorySegment(SPECIES, gradient, next + rowBytes, ORDER);
        var n10 = FloatVector.fromMemorySegment(SPECIES, gradient, next + BYTES, ORDER);
        var n11 = FloatVector.fromMemorySegment(SPECIES, gradient, next + BYTES + rowBytes, ORDER);
        var x00 = FloatVector.fromMemorySegment(SPECIES, above, at, ORDER);
        u00 = x00.fma(n00, u00);
        u01 = x00.fma(c00, u01);
        u02 = x00.fma(p00, u02);
        var x01 = FloatVector.fromMemorySegment(SPECIES, above, at + BYTES, ORDER);
        v00 = x01.fma(n10, v00);
        v01 = x01.fma(c10, v01);
        v02 = x01.fma(p10, v02);
        var x10 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
        u10 = x10.fma(n00, u10);
        u11 = x10.fma(c00, u11);
        u12 = x10.fma(p00, u12);
        u00 = x10.fma(n01, u00);
        u01 = x10.fma(c01, u01);
        u02 = x10.fma(p01, u02);
        var x11 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES, ORDER);
        v10 = x11.fma(n10, v10);
        v11 = x11.fma(c10, v11);
        v12 = x11.fma(p10, v12);
        v00 = x11.fma(n11, v00);
        v01 = x11.fma(c11, v01);
        v02 = x11.fma(p11, v02);
        var x20 = FloatVector.fromMemorySegment(SPECIES, x, at + rowBytes, ORDER);
        u20 = x20.fma(n00, u20);
        u21 = x20.fma(c00, u21);
        u22 = x20.fma(p00, u22);
        u10 = x20.fma(n01, u10);
        u11 = x20.fma(c01, u11);
        u12 = x20.fma(p01, u12);
        var x21 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + rowBytes, ORDER);
        v20 = x21.fma(n10, v20);
        v21 = x21.fma(c10, v21);
        v22 = x21.fma(p10, v22);
        v10 = x21.fma(n11, v10);
        v11 = x21.fma(c11, v11);
        v12 = x21.fma(p11, v12);
        var x30 = FloatVector.fromMemorySegment(SPECIES, below, at, ORDER);
        u20 = x30.fma(n01, u20);
        u21 = x30.fma(c01, u21);
        u22 = x30.fma(p01, u22);
        var x31 = FloatVector.fromMemorySegment(SPECIES, below, at + BYTES, ORDER);
        v20 = x31.fma(n11, v20);
        v21 = x31.fma(c11, v21);
        v22 = x31.fma(p11, v22);
        p00 = c00;
        c00 = n00;
        p01 = c01;
        c01 = n01;
        p10 = c10;
        c10 = n10;
        p11 = c11;
        c11 = n11;
        at = next;
      }
      var x00 = FloatVector.fromMemorySegment(SPECIES, above, at, ORDER);
      u01 = x00.fma(c00, u01);
      u02 = x00.fma(p00, u02);
      var x01 = FloatVector.fromMemorySegment(SPECIES, above, at + BYTES, ORDER);
      v01 = x01.fma(c10, v01);
      v02 = x01.fma(p10, v02);
      var x10 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      u11 = x10.fma(c00, u11);
      u12 = x10.fma(p00, u12);
      u01 = x10.fma(c01, u01);
      u02 = x10.fma(p01, u02);
      var x11 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES, ORDER);
      v11 = x11.fma(c10, v11);
      v12 = x11.fma(p10, v12);
      v01 = x11.fma(c11, v01);
      v02 = x11.fma(p11, v02);
      var x20 = FloatVector.fromMemorySegment(SPECIES, x, at + rowBytes, ORDER);
      u21 = x20.fma(c00, u21);
      u22 = x20.fma(p00, u22);
      u11 = x20.fma(c01, u11);
      u12 = x20.fma(p01, u12);
      var x21 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + rowBytes, ORDER);
      v21 = x21.fma(c10, v21);
      v22 = x21.fma(p10, v22);
      v11 = x21.fma(c11, v11);
      v12 = x21.fma(p11, v12);
      var x30 = FloatVector.fromMemorySegment(SPECIES, below, at, ORDER);
      u21 = x30.fma(c01, u21);
      u22 = x30.fma(p01, u22);
      var x31 = FloatVector.fromMemorySegment(SPECIES, below, at + BYTES, ORDER);
      v21 = x31.fma(c11, v21);
      v22 = x31.fma(p11, v22);
      u00.intoArray(w, first);
      u01.intoArray(w, first + COUNT);
      u02.intoArray(w, first + 2 * COUNT);
      u10.intoArray(w, first + 3 * COUNT);
      u11.intoArray(w, first + 4 * COUNT);
      u12.intoArray(w, first + 5 * COUNT);
      u20.intoArray(w, first + 6 * COUNT);
      u21.intoArray(w, first + 7 * COUNT);
      u22.intoArray(w, first + 8 * COUNT);
      v00.intoArray(w, first + 9 * COUNT);
      v01.intoArray(w, first + 10 * COUNT);
      v02.intoArray(w, first + 11 * COUNT);
      v10.intoArray(w, first + 12 * COUNT);
      v11.intoArray(w, first + 13 * COUNT);
      v12.intoArray(w, first + 14 * COUNT);
      v20.intoArray(w, first + 15 * COUNT);
      v21.intoArray(w, first + 16 * COUNT);
      v22.intoArray(w, first + 17 * COUNT);
    }
  }
}
