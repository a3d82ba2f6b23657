package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** One vector of channels at a time. */
final class VectorDepthwiseKernel implements DepthwiseKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  @Override
  public void forward(
      float[] band,
      int[] pixels,
      int first,
      int[] taps,
      int tapCount,
      float[] w,
      int channels,
      float[] y) {
    for (int c = 0; c < channels; c += LANES) {
      fourPixels(band, pixels, first, taps, tapCount, w, channels, c, y);
    }
  }

  private static void fourPixels(
      float[] band,
      int[] pixels,
      int first,
      int[] taps,
      int tapCount,
      float[] w,
      int channels,
      int c,
      float[] y) {
    int p0 = pixels[first] + c;
    int p1 = pixels[first + 1] + c;
    int p2 = pixels[first + 2] + c;
    int p3 = pixels[first + 3] + c;
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = FloatVector.zero(SPECIES);
    var sum2 = FloatVector.zero(SPECIES);
    var sum3 = FloatVector.zero(SPECIES);
    for (int t = 0; t < tapCount; t++) {
      var weight = FloatVector.fromArray(SPECIES, w, t * channels + c);
      int tap = taps[t];
      sum0 = FloatVector.fromArray(SPECIES, band, p0 + tap).fma(weight, sum0);
      sum1 = FloatVector.fromArray(SPECIES, band, p1 + tap).fma(weight, sum1);
      sum2 = FloatVector.fromArray(SPECIES, band, p2 + tap).fma(weight, sum2);
      sum3 = FloatVector.fromArray(SPECIES, band, p3 + tap).fma(weight, sum3);
    }
    sum0.intoArray(y, c);
    sum1.intoArray(y, channels + c);
    sum2.intoArray(y, 2 * channels + c);
    sum3.intoArray(y, 3 * channels + c);
  }

  @Override
  public void inputGradient(
      float[] dy,
      int stride,
      int count,
      int[] pixels,
      int[] taps,
      int tapCount,
      float[] w,
      int firstWeight,
      int channels,
      float[] band) {
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < channels; c += LANES) {
        var gradient = FloatVector.fromArray(SPECIES, dy, i * stride + c);
        int pixel = pixels[i] + c;
        for (int t = 0; t < tapCount; t++) {
          int at = pixel + taps[t];
          gradient
              .fma(
                  FloatVector.fromArray(SPECIES, w, firstWeight + t * channels + c),
                  FloatVector.fromArray(SPECIES, band, at))
              .intoArray(band, at);
        }
      }
    }
  }

  @Override
  public void weightGradient(
      float[] band,
      int[] pixels,
      int count,
      int[] taps,
      int tapCount,
      float[] dy,
      int stride,
      int channels,
      float[] dw) {
    for (int c = 0; c < channels; c += LANES) {
      for (int t = 0; t < tapCount; t++) {
        oneTap(band, pixels, count, taps[t] + c, dy, stride, c, dw, t * channels + c);
      }
    }
  }

  private static void oneTap(
      float[] band,
      int[] pixels,
      int count,
      int tap,
      float[] dy,
      int stride,
      int c,
      float[] dw,
      int target) {
    var even = FloatVector.fromArray(SPECIES, dw, target);
    var odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i < count - 1; i += 2) { // two chains: one alone would wait for FMA latency
      even =
          FloatVector.fromArray(SPECIES, band, pixels[i] + tap)
              .fma(FloatVector.fromArray(SPECIES, dy, i * stride + c), even);
      odd =
          FloatVector.fromArray(SPECIES, band, pixels[i + 1] + tap)
              .fma(FloatVector.fromArray(SPECIES, dy, (i + 1) * stride + c), odd);
    }
    if (i < count) {
      even =
          FloatVector.fromArray(SPECIES, band, pixels[i] + tap)
              .fma(FloatVector.fromArray(SPECIES, dy, i * stride + c), even);
    }
    even.add(odd).intoArray(dw, target);
  }
}
