package dev.fovea.engine.nn;

import dev.fovea.backend.op.Pool2d;

/** The largest value of each square window. */
public final class MaxPool2d extends Pool2dLayer {
  private final int kernel;
  private final int stride;
  private final int padding;

  /** Windows side by side. */
  public MaxPool2d(int kernel) {
    this(kernel, kernel, 0);
  }

  /** Windows {@code stride} cells apart, with padding on each side. */
  public MaxPool2d(int kernel, int stride, int padding) {
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
  }

  @Override
  Pool2d operation(int n, int height, int width, int channels) {
    return Pool2d.max(
        n,
        window(height, kernel, stride, padding),
        window(width, kernel, stride, padding),
        channels);
  }

  @Override
  public String describe() {
    return "maxPool2d " + kernel + "×" + kernel + "/" + stride;
  }
}
