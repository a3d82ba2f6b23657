package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/** {@link VectorPairedKernel} for the gradient to the input at stride 2. */
final class VectorPairedDoubledKernel {
  private VectorPairedDoubledKernel() {}

  /**
   * What two rows of dx get of rows i and i + 1 of dy, where windows lie two cells apart: {@code
   * dx[2p] = dy[i,p] · w[1,1]}, {@code dx[2p+1] = dy[i,p] · w[1,2] + dy[i,p+1] · w[1,0]}, and in
   * the row below the same with {@code w[2,·]} for row i and {@code w[0,·]} for row i + 1.
   *
   * @param above row i of dy
   * @param below row i + 1
   * @param w packed taps
   * @param dx the first of two rows
   * @param pixels pixels of a row of dy
   * @param step bytes of a pixel
   */
  static void twoRows(Row above, Row below, float[] w, Row dx, int pixels, int step) {
    int dyBytes = pixels * step;
    int rowBytes = 2 * dyBytes;
    var rowA = above.memory().asSlice(above.at(), dyBytes);
    var rowB = below.memory().asSlice(below.at(), dyBytes);
    var target = dx.memory().asSlice(dx.at(), 2L * rowBytes);
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
      var a0 = FloatVector.fromMemorySegment(SPECIES, rowA, at, ORDER);
      var b0 = FloatVector.fromMemorySegment(SPECIES, rowB, at, ORDER);
      var a1 = FloatVector.fromMemorySegment(SPECIES, rowA, at + BYTES, ORDER);
      var b1 = FloatVector.fromMemorySegment(SPECIES, rowB, at + BYTES, ORDER);
      for (int p = 1; p < pixels; p++) {
        at += step;
        int next = to + step;
        var c0 = FloatVector.fromMemorySegment(SPECIES, rowA, at, ORDER);
        var d0 = FloatVector.fromMemorySegment(SPECIES, rowB, at, ORDER);
        var c1 = FloatVector.fromMemorySegment(SPECIES, rowA, at + BYTES, ORDER);
        var d1 = FloatVector.fromMemorySegment(SPECIES, rowB, at + BYTES, ORDER);
        a0.mul(u11).intoMemorySegment(target, to, ORDER);
        a1.mul(v11).intoMemorySegment(target, to + BYTES, ORDER);
        c0.fma(u10, a0.mul(u12)).intoMemorySegment(target, next, ORDER);
        c1.fma(v10, a1.mul(v12)).intoMemorySegment(target, next + BYTES, ORDER);
        b0.fma(u01, a0.mul(u21)).intoMemorySegment(target, to + rowBytes, ORDER);
        b1.fma(v01, a1.mul(v21)).intoMemorySegment(target, to + BYTES + rowBytes, ORDER);
        var sum0 = d0.fma(u00, b0.mul(u02));
        c0.fma(u20, a0.fma(u22, sum0)).intoMemorySegment(target, next + rowBytes, ORDER);
        var sum1 = d1.fma(v00, b1.mul(v02));
        c1.fma(v20, a1.fma(v22, sum1)).intoMemorySegment(target, next + BYTES + rowBytes, ORDER);
        a0 = c0;
        b0 = d0;
        a1 = c1;
        b1 = d1;
        to = next + step;
      }
      int last = to + step;
      a0.mul(u11).intoMemorySegment(target, to, ORDER);
      a0.mul(u12).intoMemorySegment(target, last, ORDER);
      b0.fma(u01, a0.mul(u21)).intoMemorySegment(target, to + rowBytes, ORDER);
      b0.fma(u02, a0.mul(u22)).intoMemorySegment(target, last + rowBytes, ORDER);
      a1.mul(v11).intoMemorySegment(target, to + BYTES, ORDER);
      a1.mul(v12).intoMemorySegment(target, last + BYTES, ORDER);
      b1.fma(v01, a1.mul(v21)).intoMemorySegment(target, to + BYTES + rowBytes, ORDER);
      b1.fma(v02, a1.mul(v22)).intoMemorySegment(target, last + BYTES + rowBytes, ORDER);
    }
  }
}
