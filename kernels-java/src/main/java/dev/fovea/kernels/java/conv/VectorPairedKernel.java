package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/**
 * Two rows below each other of a depthwise 3×3 convolution, two vectors of channels beside each
 * other, see {@link SlidingDepthwise}. Pixels often lie a power of two apart, and then the cells of
 * a row fall into few places of the first-level cache, which forgets them before their neighbours
 * are needed. So each cell is read just once for all six sums that it adds to, which move along the
 * row in registers (three columns of two rows), and whole pairs of cache lines are read.
 *
 * <p>Names: u and v are the taps of the first and of the second vector; p, c and n are sums of the
 * previous, the current and the next column, by vector and row; x (e at the left edge) are cells,
 * by row and vector.
 *
 * <p>Vectors are read without helpers: what the Vector API itself marks is inlined beyond C2's
 * limit of nodes, which a method this long exceeds; a method of ours is not.
 */
final class VectorPairedKernel {
  private VectorPairedKernel() {}

  /**
   * {@code y[r,p] = Σ rows[r + i][p + j - 1] · w[i,j]} for r of 0 and 1.
   *
   * @param top the row of cells above the first of the two
   * @param middle two rows of cells below each other
   * @param bottom the row below these
   * @param w packed taps
   * @param y where the first row goes
   * @param pixels pixels of a row
   * @param step bytes of a pixel
   */
  static void twoRows(Row top, Row middle, Row bottom, float[] w, Row y, int pixels, int step) {
    int rowBytes = pixels * step;
    var above = top.memory().asSlice(top.at(), rowBytes);
    var x = middle.memory().asSlice(middle.at(), 2L * rowBytes);
    var below = bottom.memory().asSlice(bottom.at(), rowBytes);
    var target = y.memory().asSlice(y.at(), 2L * rowBytes);
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
      var p01 = FloatVector.zero(SPECIES);
      var p10 = FloatVector.zero(SPECIES);
      var p11 = FloatVector.zero(SPECIES);
      var c00 = FloatVector.zero(SPECIES);
      var c01 = FloatVector.zero(SPECIES);
      var c10 = FloatVector.zero(SPECIES);
      var c11 = FloatVector.zero(SPECIES);
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
        p01 = x10.fma(u02, p01);
        c01 = x10.fma(u01, c01);
        var n01 = x10.mul(u00);
        var x11 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES, ORDER);
        p10 = x11.fma(v12, p10);
        c10 = x11.fma(v11, c10);
        n10 = x11.fma(v10, n10);
        p11 = x11.fma(v02, p11);
        c11 = x11.fma(v01, c11);
        var n11 = x11.mul(v00);
        var x20 = FloatVector.fromMemorySegment(SPECIES, x, at + rowBytes, ORDER);
        p00 = x20.fma(u22, p00);
        c00 = x20.fma(u21, c00);
        n00 = x20.fma(u20, n00);
        p00.intoMemorySegment(target, to, ORDER);
        p01 = x20.fma(u12, p01);
        c01 = x20.fma(u11, c01);
        n01 = x20.fma(u10, n01);
        var x21 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + rowBytes, ORDER);
        p10 = x21.fma(v22, p10);
        c10 = x21.fma(v21, c10);
        n10 = x21.fma(v20, n10);
        p10.intoMemorySegment(target, to + BYTES, ORDER);
        p11 = x21.fma(v12, p11);
        c11 = x21.fma(v11, c11);
        n11 = x21.fma(v10, n11);
        var x30 = FloatVector.fromMemorySegment(SPECIES, below, at, ORDER);
        p01 = x30.fma(u22, p01);
        c01 = x30.fma(u21, c01);
        n01 = x30.fma(u20, n01);
        p01.intoMemorySegment(target, to + rowBytes, ORDER);
        var x31 = FloatVector.fromMemorySegment(SPECIES, below, at + BYTES, ORDER);
        p11 = x31.fma(v22, p11);
        c11 = x31.fma(v21, c11);
        n11 = x31.fma(v20, n11);
        p11.intoMemorySegment(target, to + BYTES + rowBytes, ORDER);
        p00 = c00;
        c00 = n00;
        p01 = c01;
        c01 = n01;
        p10 = c10;
        c10 = n10;
        p11 = c11;
        c11 = n11;
        to = at;
        at += step;
      }
      p00.intoMemorySegment(target, to, ORDER);
      p01.intoMemorySegment(target, to + rowBytes, ORDER);
      p10.intoMemorySegment(target, to + BYTES, ORDER);
      p11.intoMemorySegment(target, to + BYTES + rowBytes, ORDER);
    }
  }
}
