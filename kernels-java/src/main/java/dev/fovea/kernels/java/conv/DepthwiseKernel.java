package dev.fovea.kernels.java.conv;

/**
 * The inner loops of a depthwise convolution. All arrays hold {@code channels} values per pixel and
 * per tap, a multiple of a vector, and a pixel's tap lies in the band at {@code pixels[p] +
 * taps[t]}.
 */
interface DepthwiseKernel {
  /** Pixels that {@link #forward} computes at once: they share each load of a weight. */
  int PIXELS = 4;

  /**
   * {@code y[i,c] = Σ band[pixels[first + i] + taps[t] + c] · w[t,c]} for {@link #PIXELS} pixels.
   */
  void forward(
      float[] band,
      int[] pixels,
      int first,
      int[] taps,
      int tapCount,
      float[] w,
      int channels,
      float[] y);

  /**
   * {@code band[pixels[i] + taps[t] + c] += dy[i · stride + c] · w[t,c]}; w begins at {@code
   * firstWeight}.
   */
  void inputGradient(
      float[] dy,
      int stride,
      int count,
      int[] pixels,
      int[] taps,
      int tapCount,
      float[] w,
      int firstWeight,
      int channels,
      float[] band);

  /** {@code dw[t,c] += Σ band[pixels[i] + taps[t] + c] · dy[i · stride + c]}, i ascending. */
  void weightGradient(
      float[] band,
      int[] pixels,
      int count,
      int[] taps,
      int tapCount,
      float[] dy,
      int stride,
      int channels,
      float[] dw);
}
