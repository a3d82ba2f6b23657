package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * A window sliding along one axis of an image: {@code output = floor((size + before + after -
 * (dilation·(kernel-1) + 1)) / stride) + 1}; tap t of window o reads cell {@code o·stride - before
 * + t·dilation}.
 *
 * @param size cells of the input
 * @param kernel taps
 * @param stride cells between windows
 * @param before cells of padding before the first
 * @param after cells of padding after the last
 * @param dilation cells between taps
 */
public record Window(int size, int kernel, int stride, int before, int after, int dilation)
    implements PoolAxis {
  /** Checks all but {@link #fits()}, which the operation that uses the window checks. */
  public Window {
    require(
        size >= 1 && kernel >= 1 && stride >= 1 && dilation >= 1,
        "window: sizes must be positive: size=%d, kernel=%d, stride=%d, dilation=%d",
        size,
        kernel,
        stride,
        dilation);
    require(
        before >= 0 && after >= 0,
        "window: padding must not be negative: before=%d, after=%d",
        before,
        after);
    require(
        (long) size + before + after < Integer.MAX_VALUE
            && (long) dilation * (kernel - 1) < Integer.MAX_VALUE,
        "window: larger than an int counts: %d cells, kernel=%d, dilation=%d",
        (long) size + before + after,
        kernel,
        dilation);
  }

  /** Stride 1, no padding, no dilation. */
  public static Window of(int size, int kernel) {
    return new Window(size, kernel, 1, 0, 0, 1);
  }

  /** The same with another stride. */
  public Window stride(int stride) {
    return new Window(size, kernel, stride, before, after, dilation);
  }

  /** The same with padding on both sides. */
  public Window padding(int padding) {
    return padding(padding, padding);
  }

  /** The same with other padding. */
  public Window padding(int before, int after) {
    return new Window(size, kernel, stride, before, after, dilation);
  }

  /** The same with another dilation. */
  public Window dilation(int dilation) {
    return new Window(size, kernel, stride, before, after, dilation);
  }

  /** Padded so that {@code output = ceil(size / stride)}; the odd cell goes after the last. */
  public Window same() {
    long outputs = Math.ceilDiv(size, stride);
    int total = (int) Math.max(0, (outputs - 1) * stride + span() - size);
    return padding(total / 2, total - total / 2);
  }

  /** Cells from the first tap to the last, both included. */
  public int span() {
    return dilation * (kernel - 1) + 1;
  }

  /** Whether there is at least one window. */
  public boolean fits() {
    return span() <= size + before + after;
  }

  @Override
  public int output() {
    return (size + before + after - span()) / stride + 1;
  }

  @Override
  public int begin(int window) {
    return Math.max(0, window * stride - before);
  }

  @Override
  public int end(int window) {
    return Math.min(size, window * stride - before + span());
  }

  @Override
  public int extent(int window) {
    return Math.min(span(), size + before + after - window * stride);
  }
}
