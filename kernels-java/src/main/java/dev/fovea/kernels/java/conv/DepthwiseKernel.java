package dev.fovea.kernels.java.conv;

import java.lang.foreign.MemorySegment;

/** The inner loops of a depthwise convolution, over the channels of neighbouring pixels. */
interface DepthwiseKernel {
  /**
   * Pixels in a row that have the same taps, offsets and distances in bytes.
   *
   * @param count pixels
   * @param channels values of a pixel
   * @param sources where each tap lies for the first pixel
   * @param sourceStep from a pixel's source to the next's
   * @param weights where each tap's weights lie
   * @param target where the first pixel lies
   * @param step from a pixel to the next
   */
  record Pixels(
      int count,
      int channels,
      long[] sources,
      long sourceStep,
      long[] weights,
      long target,
      long step) {}

  /** {@code y[p,c] = Σ x[p + sources[t], c] · w[t,c]} */
  void forward(MemorySegment x, MemorySegment w, MemorySegment y, Pixels pixels);

  /** {@code dw[t,c] += Σ x[p + sources[t], c] · dy[p,c]}, p ascending; dw as floats. */
  void weightGradient(MemorySegment x, MemorySegment dy, float[] dw, Pixels pixels);
}
