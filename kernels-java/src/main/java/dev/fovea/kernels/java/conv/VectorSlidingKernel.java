package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of a depthwise 3×3 convolution by themselves, see {@link SlidingDepthwise}. For each vector
 * of channels the nine taps stay in registers while the window slides along the row: a column of
 * cells is read once for all windows it is in, and two rows share what they both read. The cells to
 * the left and right of the image are zeros.
 *
 * <p>More reads of segments in one method (a row of windows unrolled by three, say) and C2 puts its
 * vectors on the heap: ten times slower. At stride 2 each row is sliced first, which spares checks
 * in the loop, a quarter of the time; at stride 1 slices are too much as well: twice as slow.
 */
final class VectorSlidingKernel {
  private VectorSlidingKernel() {}

  private static FloatVector tap(float[] w, int at, int tap) {
    return FloatVector.fromArray(SPECIES, w, at + tap * COUNT);
  }

  /** {@code y[p] = Σ rows[i][p + j - 1] · w[i,j]} */
  static void oneRow(
      Row a, Row b, Row c, float[] w, Row y, int pixels, ChannelVectors channels, int vector) {
    int step = channels.pixelBytes();
    var memoryA = a.memory();
    var memoryB = b.memory();
    var memoryC = c.memory();
    var target = y.memory();
    int first = vector * TAPS * COUNT;
    var w00 = tap(w, first, 0);
    var w01 = tap(w, first, 1);
    var w02 = tap(w, first, 2);
    var w10 = tap(w, first, 3);
    var w11 = tap(w, first, 4);
    var w12 = tap(w, first, 5);
    var w20 = tap(w, first, 6);
    var w21 = tap(w, first, 7);
    var w22 = tap(w, first, 8);
    int at = channels.offset(vector);
    var a0 = FloatVector.zero(SPECIES);
    var b0 = a0;
    var c0 = a0;
    var a1 = load(memoryA, a.at() + at);
    var b1 = load(memoryB, b.at() + at);
    var c1 = load(memoryC, c.at() + at);
    for (int p = 1; p < pixels; p++) {
      int next = at + step;
      var a2 = load(memoryA, a.at() + next);
      var b2 = load(memoryB, b.at() + next);
      var c2 = load(memoryC, c.at() + next);
      var sumA = a2.fma(w02, a1.fma(w01, a0.mul(w00)));
      var sumB = b2.fma(w12, b1.fma(w11, b0.mul(w10)));
      var sumC = c2.fma(w22, c1.fma(w21, c0.mul(w20)));
      store(sumA.add(sumB).add(sumC), target, y.at() + at);
      a0 = a1;
      a1 = a2;
      b0 = b1;
      b1 = b2;
      c0 = c1;
      c1 = c2;
      at = next;
    }
    var sumA = a1.fma(w01, a0.mul(w00));
    var sumB = b1.fma(w11, b0.mul(w10));
    var sumC = c1.fma(w21, c0.mul(w20));
    store(sumA.add(sumB).add(sumC), target, y.at() + at);
  }

  /** The same for two rows below each other, of rows a, b, c and b, c, d. */
  static void twoRows(
      Row a,
      Row b,
      Row c,
      Row d,
      float[] w,
      Row y,
      Row below,
      int pixels,
      ChannelVectors channels,
      int vector) {
    int step = channels.pixelBytes();
    var memoryA = a.memory();
    var memoryB = b.memory();
    var memoryC = c.memory();
    var memoryD = d.memory();
    var target = y.memory();
    int first = vector * TAPS * COUNT;
    var w00 = tap(w, first, 0);
    var w01 = tap(w, first, 1);
    var w02 = tap(w, first, 2);
    var w10 = tap(w, first, 3);
    var w11 = tap(w, first, 4);
    var w12 = tap(w, first, 5);
    var w20 = tap(w, first, 6);
    var w21 = tap(w, first, 7);
    var w22 = tap(w, first, 8);
    int at = channels.offset(vector);
    var a0 = FloatVector.zero(SPECIES);
    var b0 = a0;
    var c0 = a0;
    var d0 = a0;
    var a1 = load(memoryA, a.at() + at);
    var b1 = load(memoryB, b.at() + at);
    var c1 = load(memoryC, c.at() + at);
    var d1 = load(memoryD, d.at() + at);
    for (int p = 1; p < pixels; p++) {
      int next = at + step;
      var a2 = load(memoryA, a.at() + next);
      var b2 = load(memoryB, b.at() + next);
      var c2 = load(memoryC, c.at() + next);
      var d2 = load(memoryD, d.at() + next);
      var sumA = a2.fma(w02, a1.fma(w01, a0.mul(w00)));
      var sumB = b2.fma(w12, b1.fma(w11, b0.mul(w10)));
      var sumC = c2.fma(w22, c1.fma(w21, c0.mul(w20)));
      store(sumA.add(sumB).add(sumC), target, y.at() + at);
      sumB = b2.fma(w02, b1.fma(w01, b0.mul(w00)));
      sumC = c2.fma(w12, c1.fma(w11, c0.mul(w10)));
      var sumD = d2.fma(w22, d1.fma(w21, d0.mul(w20)));
      store(sumB.add(sumC).add(sumD), target, below.at() + at);
      a0 = a1;
      a1 = a2;
      b0 = b1;
      b1 = b2;
      c0 = c1;
      c1 = c2;
      d0 = d1;
      d1 = d2;
      at = next;
    }
    var sumA = a1.fma(w01, a0.mul(w00));
    var sumB = b1.fma(w11, b0.mul(w10));
    var sumC = c1.fma(w21, c0.mul(w20));
    store(sumA.add(sumB).add(sumC), target, y.at() + at);
    sumB = b1.fma(w01, b0.mul(w00));
    sumC = c1.fma(w11, c0.mul(w10));
    var sumD = d1.fma(w21, d0.mul(w20));
    store(sumB.add(sumC).add(sumD), target, below.at() + at);
  }

  /** {@code y[p] = Σ rows[i][2p + j - 1] · w[i,j]} */
  static void halvedRow(
      Row a, Row b, Row c, float[] w, Row y, int pixels, ChannelVectors channels, int vector) {
    int step = channels.pixelBytes();
    int rowBytes = pixels * step;
    var rowA = a.memory().asSlice(a.at(), 2L * rowBytes);
    var rowB = b.memory().asSlice(b.at(), 2L * rowBytes);
    var rowC = c.memory().asSlice(c.at(), 2L * rowBytes);
    var target = y.memory().asSlice(y.at(), rowBytes);
    int first = vector * TAPS * COUNT;
    var w00 = tap(w, first, 0);
    var w01 = tap(w, first, 1);
    var w02 = tap(w, first, 2);
    var w10 = tap(w, first, 3);
    var w11 = tap(w, first, 4);
    var w12 = tap(w, first, 5);
    var w20 = tap(w, first, 6);
    var w21 = tap(w, first, 7);
    var w22 = tap(w, first, 8);
    int at = channels.offset(vector);
    int to = at;
    var a0 = FloatVector.zero(SPECIES);
    var b0 = a0;
    var c0 = a0;
    for (int p = 0; p < pixels; p++) {
      int next = at + step;
      var sumA = load(rowA, at).fma(w01, a0.mul(w00));
      var sumB = load(rowB, at).fma(w11, b0.mul(w10));
      var sumC = load(rowC, at).fma(w21, c0.mul(w20));
      a0 = load(rowA, next);
      b0 = load(rowB, next);
      c0 = load(rowC, next);
      sumA = a0.fma(w02, sumA);
      sumB = b0.fma(w12, sumB);
      sumC = c0.fma(w22, sumC);
      store(sumA.add(sumB).add(sumC), target, to);
      at = next + step;
      to += step;
    }
  }

  /**
   * What two rows of dx get of rows i and i + 1 of dy, where windows lie two cells apart: {@code
   * dx[2p] = dy[i,p] · w[1,1]}, {@code dx[2p+1] = dy[i,p] · w[1,2] + dy[i,p+1] · w[1,0]}, and in
   * the row below the same with {@code w[2,·]} for row i and {@code w[0,·]} for row i + 1.
   */
  static void doubledRows(
      Row a, Row b, float[] w, Row dx, Row below, int pixels, ChannelVectors channels, int vector) {
    int step = channels.pixelBytes();
    int rowBytes = pixels * step;
    var rowA = a.memory().asSlice(a.at(), rowBytes);
    var rowB = b.memory().asSlice(b.at(), rowBytes);
    var target = dx.memory().asSlice(dx.at(), 2L * rowBytes);
    var targetBelow = below.memory().asSlice(below.at(), 2L * rowBytes);
    int first = vector * TAPS * COUNT;
    var w00 = tap(w, first, 0);
    var w01 = tap(w, first, 1);
    var w02 = tap(w, first, 2);
    var w10 = tap(w, first, 3);
    var w11 = tap(w, first, 4);
    var w12 = tap(w, first, 5);
    var w20 = tap(w, first, 6);
    var w21 = tap(w, first, 7);
    var w22 = tap(w, first, 8);
    int at = channels.offset(vector);
    int to = at;
    var a0 = load(rowA, at);
    var b0 = load(rowB, at);
    for (int p = 1; p < pixels; p++) {
      at += step;
      var a1 = load(rowA, at);
      var b1 = load(rowB, at);
      store(a0.mul(w11), target, to);
      store(b0.fma(w01, a0.mul(w21)), targetBelow, to);
      to += step;
      store(a1.fma(w10, a0.mul(w12)), target, to);
      var sumB = b1.fma(w00, b0.mul(w02));
      store(a1.fma(w20, a0.mul(w22)).add(sumB), targetBelow, to);
      to += step;
      a0 = a1;
      b0 = b1;
    }
    store(a0.mul(w11), target, to);
    store(b0.fma(w01, a0.mul(w21)), targetBelow, to);
    to += step;
    store(a0.mul(w12), target, to);
    store(b0.fma(w02, a0.mul(w22)), targetBelow, to);
  }
}
