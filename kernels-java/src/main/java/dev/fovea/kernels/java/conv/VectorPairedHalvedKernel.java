package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/**
 * {@link VectorPairedKernel} at stride 2: of cells, x lie under the middle of a window and z under
 * its right, which is the next one's left.
 */
final class VectorPairedHalvedKernel {
  private VectorPairedHalvedKernel() {}

  /**
   * {@code y[r,p] = Σ rows[2r + i][2p + j - 1] · w[i,j]} for r of 0 and 1.
   *
   * @param top the row of cells above the first window's middle
   * @param middle four rows of cells below it
   * @param w packed taps
   * @param y where the first row goes
   * @param pixels pixels of a row of y
   * @param step bytes of a pixel
   */
  static void twoRows(Row top, Row middle, float[] w, Row y, int pixels, int step) {
    int yBytes = pixels * step;
    int rowBytes = 2 * yBytes;
    var above = top.memory().asSlice(top.at(), rowBytes);
    var x = middle.memory().asSlice(middle.at(), 4L * rowBytes);
    var target = y.memory().asSlice(y.at(), 2L * yBytes);
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
      var c01 = FloatVector.zero(SPECIES);
      var c10 = FloatVector.zero(SPECIES);
      var c11 = FloatVector.zero(SPECIES);
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
        c01 = z20.fma(u02, x20.fma(u01, c01));
        var n01 = z20.mul(u00);
        var x21 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + rowBytes, ORDER);
        var z21 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES + rowBytes, ORDER);
        c10 = z21.fma(v22, x21.fma(v21, c10));
        n10 = z21.fma(v20, n10);
        c10.intoMemorySegment(target, to + BYTES, ORDER);
        c10 = n10;
        c11 = z21.fma(v02, x21.fma(v01, c11));
        var n11 = z21.mul(v00);
        var x30 = FloatVector.fromMemorySegment(SPECIES, x, at + 2 * rowBytes, ORDER);
        var z30 = FloatVector.fromMemorySegment(SPECIES, x, next + 2 * rowBytes, ORDER);
        c01 = z30.fma(u12, x30.fma(u11, c01));
        n01 = z30.fma(u10, n01);
        var x31 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + 2 * rowBytes, ORDER);
        var z31 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES + 2 * rowBytes, ORDER);
        c11 = z31.fma(v12, x31.fma(v11, c11));
        n11 = z31.fma(v10, n11);
        var x40 = FloatVector.fromMemorySegment(SPECIES, x, at + 3 * rowBytes, ORDER);
        var z40 = FloatVector.fromMemorySegment(SPECIES, x, next + 3 * rowBytes, ORDER);
        c01 = z40.fma(u22, x40.fma(u21, c01));
        n01 = z40.fma(u20, n01);
        c01.intoMemorySegment(target, to + yBytes, ORDER);
        c01 = n01;
        var x41 = FloatVector.fromMemorySegment(SPECIES, x, at + BYTES + 3 * rowBytes, ORDER);
        var z41 = FloatVector.fromMemorySegment(SPECIES, x, next + BYTES + 3 * rowBytes, ORDER);
        c11 = z41.fma(v22, x41.fma(v21, c11));
        n11 = z41.fma(v20, n11);
        c11.intoMemorySegment(target, to + BYTES + yBytes, ORDER);
        c11 = n11;
        at = next + step;
        to += step;
      }
    }
  }
}
