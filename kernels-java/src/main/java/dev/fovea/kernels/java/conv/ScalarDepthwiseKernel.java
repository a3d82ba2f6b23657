package dev.fovea.kernels.java.conv;

import java.util.Arrays;

/** Plain loops over channels; C2, where there is one, vectorises them. */
final class ScalarDepthwiseKernel implements DepthwiseKernel {
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
    Arrays.fill(y, 0, PIXELS * channels, 0);
    for (int i = 0; i < PIXELS; i++) {
      for (int t = 0; t < tapCount; t++) {
        int at = pixels[first + i] + taps[t];
        multiplyAdd(band, at, w, t * channels, y, i * channels, channels);
      }
    }
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
      for (int t = 0; t < tapCount; t++) {
        int at = pixels[i] + taps[t];
        multiplyAdd(dy, i * stride, w, firstWeight + t * channels, band, at, channels);
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
    for (int i = 0; i < count; i++) {
      for (int t = 0; t < tapCount; t++) {
        int at = pixels[i] + taps[t];
        multiplyAdd(band, at, dy, i * stride, dw, t * channels, channels);
      }
    }
  }

  private static void multiplyAdd(
      float[] a, int atA, float[] b, int atB, float[] sum, int atSum, int count) {
    for (int c = 0; c < count; c++) {
      sum[atSum + c] += a[atA + c] * b[atB + c];
    }
  }
}
