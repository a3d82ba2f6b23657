package dev.fovea.kernels.java.winograd;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;

/** F(4×4, 3×3), with the points 0, 1, -1, 2, -2, ∞: 4 times fewer multiplications. */
final class VectorWinograd4 implements WinogradKernel {
  private static final int LANES = Lanes.COUNT;
  private static final int INPUTS = 6;

  @Override
  public int outputs() {
    return 4;
  }

  @Override
  public void input(
      float[] image,
      int at,
      int rowStride,
      int columnStride,
      float[] work,
      float[] transformed,
      int to,
      int pointStride) {
    for (int j = 0; j < INPUTS; j++) {
      inputLine(image, at + j * columnStride, rowStride, work, j * LANES, INPUTS * LANES);
    }
    for (int i = 0; i < INPUTS; i++) {
      inputLine(
          work, i * INPUTS * LANES, LANES, transformed, to + i * INPUTS * pointStride, pointStride);
    }
  }

  @Override
  public void filter(
      float[] weights,
      int at,
      int tapStride,
      float[] work,
      float[] transformed,
      int to,
      int pointStride) {
    for (int j = 0; j < 3; j++) {
      filterLine(weights, at + j * tapStride, 3 * tapStride, work, j * LANES, 3 * LANES);
    }
    for (int i = 0; i < INPUTS; i++) {
      filterLine(
          work, i * 3 * LANES, LANES, transformed, to + i * INPUTS * pointStride, pointStride);
    }
  }

  @Override
  public void output(
      float[] products,
      int at,
      int pointStride,
      float[] work,
      float[] results,
      int to,
      int rowStride,
      int columnStride) {
    for (int j = 0; j < INPUTS; j++) {
      outputLine(
          products, at + j * pointStride, INPUTS * pointStride, work, j * LANES, INPUTS * LANES);
    }
    for (int i = 0; i < 4; i++) {
      outputLine(work, i * INPUTS * LANES, LANES, results, to + i * rowStride, columnStride);
    }
  }

  @Override
  public void outputGradient(
      float[] gradient,
      int at,
      int rowStride,
      int columnStride,
      float[] work,
      float[] transformed,
      int to,
      int pointStride) {
    for (int j = 0; j < 4; j++) {
      outputGradientLine(gradient, at + j * columnStride, rowStride, work, j * LANES, 4 * LANES);
    }
    for (int i = 0; i < INPUTS; i++) {
      outputGradientLine(
          work, i * 4 * LANES, LANES, transformed, to + i * INPUTS * pointStride, pointStride);
    }
  }

  @Override
  public void filterGradient(
      float[] products,
      int at,
      int pointStride,
      float[] work,
      float[] weights,
      int to,
      int tapStride) {
    for (int j = 0; j < INPUTS; j++) {
      filterGradientLine(
          products, at + j * pointStride, INPUTS * pointStride, work, j * LANES, INPUTS * LANES);
    }
    for (int i = 0; i < 3; i++) {
      filterGradientLine(
          work, i * INPUTS * LANES, LANES, weights, to + 3 * i * tapStride, tapStride);
    }
  }

  /** {@code Bᵀ d} */
  private static void inputLine(
      float[] source, int at, int stride, float[] target, int to, int distance) {
    var d0 = load(source, at);
    var d1 = load(source, at + stride);
    var d2 = load(source, at + 2 * stride);
    var d3 = load(source, at + 3 * stride);
    var d4 = load(source, at + 4 * stride);
    var d5 = load(source, at + 5 * stride);
    var four = constant(4);
    var minusFour = constant(-4);
    var minusFive = constant(-5);
    d2.fma(minusFive, d0.fma(four, d4)).intoArray(target, to);
    var even = d2.fma(minusFour, d4);
    var odd = d1.fma(minusFour, d3);
    even.add(odd).intoArray(target, to + distance);
    even.sub(odd).intoArray(target, to + 2 * distance);
    even = d4.sub(d2);
    odd = d3.sub(d1).mul(2);
    even.add(odd).intoArray(target, to + 3 * distance);
    even.sub(odd).intoArray(target, to + 4 * distance);
    d3.fma(minusFive, d1.fma(four, d5)).intoArray(target, to + 5 * distance);
  }

  /** {@code G g} */
  private static void filterLine(
      float[] source, int at, int stride, float[] target, int to, int distance) {
    var g0 = load(source, at);
    var g1 = load(source, at + stride);
    var g2 = load(source, at + 2 * stride);
    g0.mul(1f / 4).intoArray(target, to);
    var even = g0.add(g2).mul(-1f / 6);
    var odd = g1.mul(-1f / 6);
    even.add(odd).intoArray(target, to + distance);
    even.sub(odd).intoArray(target, to + 2 * distance);
    even = g0.mul(1f / 24).add(g2.mul(1f / 6));
    odd = g1.mul(1f / 12);
    even.add(odd).intoArray(target, to + 3 * distance);
    even.sub(odd).intoArray(target, to + 4 * distance);
    g2.intoArray(target, to + 5 * distance);
  }

  /** {@code Aᵀ m} */
  private static void outputLine(
      float[] source, int at, int stride, float[] target, int to, int distance) {
    var m0 = load(source, at);
    var m1 = load(source, at + stride);
    var m2 = load(source, at + 2 * stride);
    var m3 = load(source, at + 3 * stride);
    var m4 = load(source, at + 4 * stride);
    var m5 = load(source, at + 5 * stride);
    var one = m1.add(m2);
    var two = m1.sub(m2);
    var three = m3.add(m4);
    var four = m3.sub(m4);
    m0.add(one).add(three).intoArray(target, to);
    four.fma(constant(2), two).intoArray(target, to + distance);
    three.fma(constant(4), one).intoArray(target, to + 2 * distance);
    four.fma(constant(8), two).add(m5).intoArray(target, to + 3 * distance);
  }

  /** {@code A e} */
  private static void outputGradientLine(
      float[] source, int at, int stride, float[] target, int to, int distance) {
    var e0 = load(source, at);
    var e1 = load(source, at + stride);
    var e2 = load(source, at + 2 * stride);
    var e3 = load(source, at + 3 * stride);
    var even = e0.add(e2);
    var odd = e1.add(e3);
    e0.intoArray(target, to);
    even.add(odd).intoArray(target, to + distance);
    even.sub(odd).intoArray(target, to + 2 * distance);
    even = e2.fma(constant(4), e0);
    odd = e3.fma(constant(8), e1.add(e1));
    even.add(odd).intoArray(target, to + 3 * distance);
    even.sub(odd).intoArray(target, to + 4 * distance);
    e3.intoArray(target, to + 5 * distance);
  }

  /** {@code Gᵀ u} */
  private static void filterGradientLine(
      float[] source, int at, int stride, float[] target, int to, int distance) {
    var u0 = load(source, at);
    var u1 = load(source, at + stride);
    var u2 = load(source, at + 2 * stride);
    var u3 = load(source, at + 3 * stride);
    var u4 = load(source, at + 4 * stride);
    var u5 = load(source, at + 5 * stride);
    var one = u1.add(u2).mul(-1f / 6);
    var two = u3.add(u4);
    two.fma(constant(1f / 24), u0.fma(constant(1f / 4), one)).intoArray(target, to);
    u3.sub(u4).fma(constant(1f / 12), u2.sub(u1).mul(1f / 6)).intoArray(target, to + distance);
    two.fma(constant(1f / 6), one).add(u5).intoArray(target, to + 2 * distance);
  }

  private static FloatVector load(float[] source, int at) {
    return FloatVector.fromArray(Lanes.SPECIES, source, at);
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }
}
