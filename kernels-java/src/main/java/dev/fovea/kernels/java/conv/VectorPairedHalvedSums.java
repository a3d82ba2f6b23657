package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/**
 * {@link VectorPairedSums} at stride 2: g are values of dy, and c the cells under the left of a
 * window, carried along from the right of the one before.
 */
final class VectorPairedHalvedSums {
  private VectorPairedHalvedSums() {}

  /**
   * {@code w[i,j] += Σ rows[2r + i][2p + j - 1] · dy[r,p]} over r of 0 and 1.
   *
   * @param top the row of cells above the first window's middle
   * @param middle four rows of cells below it
   * @param w packed sums
   * @param dy the first of two rows
   * @param pixels pixels of a row of dy
   * @param step bytes of a pixel
   */
  static void twoRows(Row top, Row middle, float[] w, Row dy, int pixels, int step) {
    int dyBytes = pixels * step;
    int rowBytes = 2 * dyBytes;
    var above = top.memory().asSlice(top.at(), rowBytes);
    var x = middle.memory().asSlice(middle.at(), 4L * rowBytes);
    var gradient = dy.memory().asSlice(dy.at(), 2L * dyBytes);
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
      int from = at;
      var c00 = FloatVector.zero(SPECIES);
      var c10 = FloatVector.zero(SPECIES);
      var c20 = FloatVector.zero(SPECIES);
      var c30 = FloatVector.zero(SPECIES);
      var c40 = FloatVector.zero(SPECIES);
      var c01 = FloatVector.zero(SPECIES);
      var c11 = FloatVector.zero(SPECIES);
      var c21 = FloatVector.zero(SPECIES);
      var c31 = FloatVector.zero(SPECIES);
      var c41 = FloatVector.zero(SPECIES);
      for (int p = 0; p < pixels; p++) {
        int next = at + step;
        var g00 = FloatVector.fromMemorySegment(SPECIES, gradient, from, ORDER);
        var g01 = FloatVector.fromMemorySegment(SPECIES, gradient, from + dyBytes, ORDER);
        var g10 = FloatVector.fromMemorySegment(SPECIES, gradient, from + BYTES, ORDER);
        var g11 = FloatVector.fromMemorySegment(SPECIES, gradient, from + BYTES + dyBytes, ORDER);
        u00 = c00.fma(g00, u00);
        var x00 = FloatVector.fromMemorySegment(SPECIES, above, at, ORDER);
        u01 = x00.fma(g00, u01);
        c00 = FloatVector.fromMemorySegment(SPECIES, above, next, ORDER);
        u02 = c00.fma(g00, u02);
        v00 = c01.fma(g10, v00);
        var x01 = FloatVector.fromMemorySegment(SPECIES, above, at + BYTES, ORDER);
        v01 = x01.fma(g10, v01);
        c01 = FloatVector.fromMemorySegment(SPECIES, above, next + BYTES, ORDER);
        v02 = c01.fma(g10, v02);
        u10 = c10.fma(g00, u10);
        var x10 = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
        u11 = x10.fma(g00, u11);
        c10 = FloatVector.fromMemorySegment(SPECIES, x, next, ORDER);
        u12 = c10.fma(g00, u12);
        v10 = c11.fma(g10, v10);
        var x11 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES, ORDER);
        v11 = x11.fma(g10, v11);
        c11 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES, ORDER);
        v12 = c11.fma(g10, v12);
        u20 = c20.fma(g00, u20);
        u00 = c20.fma(g01, u00);
        var x20 = FloatVector.fromMemorySegment(SPECIES, x, at + rowBytes, ORDER);
        u21 = x20.fma(g00, u21);
        u01 = x20.fma(g01, u01);
        c20 = FloatVector.fromMemorySegment(SPECIES, x, next + rowBytes, ORDER);
        u22 = c20.fma(g00, u22);
        u02 = c20.fma(g01, u02);
        v20 = c21.fma(g10, v20);
        v00 = c21.fma(g11, v00);
        var x21 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + rowBytes, ORDER);
        v21 = x21.fma(g10, v21);
        v01 = x21.fma(g11, v01);
        c21 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES + rowBytes, ORDER);
        v22 = c21.fma(g10, v22);
        v02 = c21.fma(g11, v02);
        u10 = c30.fma(g01, u10);
        var x30 = FloatVector.fromMemorySegment(SPECIES, x, at + 2 * rowBytes, ORDER);
        u11 = x30.fma(g01, u11);
        c30 = FloatVector.fromMemorySegment(SPECIES, x, next + 2 * rowBytes, ORDER);
        u12 = c30.fma(g01, u12);
        v10 = c31.fma(g11, v10);
        var x31 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + 2 * rowBytes, ORDER);
        v11 = x31.fma(g11, v11);
        c31 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES + 2 * rowBytes, ORDER);
        v12 = c31.fma(g11, v12);
        u20 = c40.fma(g01, u20);
        var x40 = FloatVector.fromMemorySegment(SPECIES, x, at + 3 * rowBytes, ORDER);
        u21 = x40.fma(g01, u21);
        c40 = FloatVector.fromMemorySegment(SPECIES, x, next + 3 * rowBytes, ORDER);
        u22 = c40.fma(g01, u22);
        v20 = c41.fma(g11, v20);
        var x41 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + 3 * rowBytes, ORDER);
        v21 = x41.fma(g11, v21);
        c41 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES + 3 * rowBytes, ORDER);
        v22 = c41.fma(g11, v22);
        at = next + step;
        from += step;
      }
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
