package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** One channel at a time. */
class ScalarDepthwiseKernel implements DepthwiseKernel {
  @Override
  public void forward(MemorySegment x, MemorySegment w, MemorySegment y, Pixels pixels) {
    for (int p = 0; p < pixels.count(); p++) {
      long shift = p * pixels.sourceStep();
      long to = pixels.target() + p * pixels.step();
      for (long c = 0; c < (long) pixels.channels() * Float.BYTES; c += Float.BYTES) {
        float sum = 0;
        for (int t = 0; t < pixels.sources().length; t++) {
          float weight = w.get(JAVA_FLOAT_UNALIGNED, pixels.weights()[t] + c);
          sum += x.get(JAVA_FLOAT_UNALIGNED, pixels.sources()[t] + shift + c) * weight;
        }
        y.set(JAVA_FLOAT_UNALIGNED, to + c, sum);
      }
    }
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, float[] dw, Pixels pixels) {
    weightGradient(x, dy, dw, pixels, 0);
  }

  /** The same for channels from {@code first} on. */
  static void weightGradient(
      MemorySegment x, MemorySegment dy, float[] dw, Pixels pixels, int first) {
    for (int t = 0; t < pixels.sources().length; t++) {
      int target = (int) (pixels.weights()[t] / Float.BYTES);
      for (int c = first; c < pixels.channels(); c++) {
        long from = pixels.sources()[t] + (long) c * Float.BYTES;
        long at = pixels.target() + (long) c * Float.BYTES;
        float sum = dw[target + c];
        for (int p = 0; p < pixels.count(); p++) {
          sum += x.get(JAVA_FLOAT_UNALIGNED, from) * dy.get(JAVA_FLOAT_UNALIGNED, at);
          from += pixels.sourceStep();
          at += pixels.step();
        }
        dw[target + c] = sum;
      }
    }
  }
}
