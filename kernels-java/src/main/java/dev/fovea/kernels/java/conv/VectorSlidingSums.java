package dev.fovea.kernels.java.conv;

import static dev.fovea.kernels.java.conv.SlidingDepthwise.TAPS;
import static dev.fovea.kernels.java.simd.Lanes.COUNT;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import jdk.incubator.vector.FloatVector;

/**
 * The weights' gradient of {@link SlidingDepthwise}: like {@link VectorSlidingKernel}, with the
 * nine taps' sums in registers.
 */
final class VectorSlidingSums {
  private VectorSlidingSums() {}

  private static FloatVector tap(float[] w, int at, int tap) {
    return FloatVector.fromArray(SPECIES, w, at + tap * COUNT);
  }

  /** {@code w[i,j] += Σ rows[i][p + j - 1] · dy[p]} */
  static void oneRow(
      Row a, Row b, Row c, Row dy, float[] w, int pixels, ChannelVectors channels, int vector) {
    int step = channels.pixelBytes();
    var memoryA = a.memory();
    var memoryB = b.memory();
    var memoryC = c.memory();
    var gradient = dy.memory();
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
      var g = load(gradient, dy.at() + at);
      at += step;
      var a2 = load(memoryA, a.at() + at);
      var b2 = load(memoryB, b.at() + at);
      var c2 = load(memoryC, c.at() + at);
      w00 = g.fma(a0, w00);
      w01 = g.fma(a1, w01);
      w02 = g.fma(a2, w02);
      w10 = g.fma(b0, w10);
      w11 = g.fma(b1, w11);
      w12 = g.fma(b2, w12);
      w20 = g.fma(c0, w20);
      w21 = g.fma(c1, w21);
      w22 = g.fma(c2, w22);
      a0 = a1;
      a1 = a2;
      b0 = b1;
      b1 = b2;
      c0 = c1;
      c1 = c2;
    }
    var g = load(gradient, dy.at() + at);
    g.fma(a0, w00).intoArray(w, first);
    g.fma(a1, w01).intoArray(w, first + COUNT);
    w02.intoArray(w, first + 2 * COUNT);
    g.fma(b0, w10).intoArray(w, first + 3 * COUNT);
    g.fma(b1, w11).intoArray(w, first + 4 * COUNT);
    w12.intoArray(w, first + 5 * COUNT);
    g.fma(c0, w20).intoArray(w, first + 6 * COUNT);
    g.fma(c1, w21).intoArray(w, first + 7 * COUNT);
    w22.intoArray(w, first + 8 * COUNT);
  }

  /** The same for two rows of dy below each other, under rows a, b, c and b, c, d. */
  static void twoRows(
      Row a,
      Row b,
      Row c,
      Row d,
      Row dy,
      Row below,
      float[] w,
      int pixels,
      ChannelVectors channels,
      int vector) {
    int step = channels.pixelBytes();
    var memoryA = a.memory();
    var memoryB = b.memory();
    var memoryC = c.memory();
    var memoryD = d.memory();
    var gradient = dy.memory();
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
      var g = load(gradient, dy.at() + at);
      var h = load(gradient, below.at() + at);
      at += step;
      var a2 = load(memoryA, a.at() + at);
      var b2 = load(memoryB, b.at() + at);
      var c2 = load(memoryC, c.at() + at);
      var d2 = load(memoryD, d.at() + at);
      w00 = h.fma(b0, g.fma(a0, w00));
      w01 = h.fma(b1, g.fma(a1, w01));
      w02 = h.fma(b2, g.fma(a2, w02));
      w10 = h.fma(c0, g.fma(b0, w10));
      w11 = h.fma(c1, g.fma(b1, w11));
      w12 = h.fma(c2, g.fma(b2, w12));
      w20 = h.fma(d0, g.fma(c0, w20));
      w21 = h.fma(d1, g.fma(c1, w21));
      w22 = h.fma(d2, g.fma(c2, w22));
      a0 = a1;
      a1 = a2;
      b0 = b1;
      b1 = b2;
      c0 = c1;
      c1 = c2;
      d0 = d1;
      d1 = d2;
    }
    var g = load(gradient, dy.at() + at);
    var h = load(gradient, below.at() + at);
    h.fma(b0, g.fma(a0, w00)).intoArray(w, first);
    h.fma(b1, g.fma(a1, w01)).intoArray(w, first + COUNT);
    w02.intoArray(w, first + 2 * COUNT);
    h.fma(c0, g.fma(b0, w10)).intoArray(w, first + 3 * COUNT);
    h.fma(c1, g.fma(b1, w11)).intoArray(w, first + 4 * COUNT);
    w12.intoArray(w, first + 5 * COUNT);
    h.fma(d0, g.fma(c0, w20)).intoArray(w, first + 6 * COUNT);
    h.fma(d1, g.fma(c1, w21)).intoArray(w, first + 7 * COUNT);
    w22.intoArray(w, first + 8 * COUNT);
  }

  /** {@code w[i,j] += Σ rows[i][2p + j - 1] · dy[p]} */
  static void halvedRow(
      Row a, Row b, Row c, Row dy, float[] w, int pixels, ChannelVectors channels, int vector) {
    int step = channels.pixelBytes();
    int rowBytes = pixels * step;
    var rowA = a.memory().asSlice(a.at(), 2L * rowBytes);
    var rowB = b.memory().asSlice(b.at(), 2L * rowBytes);
    var rowC = c.memory().asSlice(c.at(), 2L * rowBytes);
    var gradient = dy.memory().asSlice(dy.at(), rowBytes);
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
    int from = at;
    var a0 = FloatVector.zero(SPECIES);
    var b0 = a0;
    var c0 = a0;
    for (int p = 0; p < pixels; p++) {
      int next = at + step;
      var g = load(gradient, from);
      w00 = g.fma(a0, w00);
      w10 = g.fma(b0, w10);
      w20 = g.fma(c0, w20);
      w01 = g.fma(load(rowA, at), w01);
      w11 = g.fma(load(rowB, at), w11);
      w21 = g.fma(load(rowC, at), w21);
      a0 = load(rowA, next);
      b0 = load(rowB, next);
      c0 = load(rowC, next);
      w02 = g.fma(a0, w02);
      w12 = g.fma(b0, w12);
      w22 = g.fma(c0, w22);
      at = next + step;
      from += step;
    }
    w00.intoArray(w, first);
    w01.intoArray(w, first + COUNT);
    w02.intoArray(w, first + 2 * COUNT);
    w10.intoArray(w, first + 3 * COUNT);
    w11.intoArray(w, first + 4 * COUNT);
    w12.intoArray(w, first + 5 * COUNT);
    w20.intoArray(w, first + 6 * COUNT);
    w21.intoArray(w, first + 7 * COUNT);
    w22.intoArray(w, first + 8 * COUNT);
  }
}
