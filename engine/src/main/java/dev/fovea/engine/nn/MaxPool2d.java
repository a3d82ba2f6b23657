package dev.fovea.engine.nn;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Window;

/** The largest value of each square window. */
public final class MaxPool2d extends Pool2dLayer {
  private final int kernel;
  private final int stride;
  private final int padding;
  private final boolean ceil;

  /** Windows side by side. */
  public MaxPool2d(int kernel) {
    this(kernel, kernel, 0);
  }

  /** Windows {@code stride} cells apart, with padding on each side. */
  public MaxPool2d(int kernel, int stride, int padding) {
    this(kernel, stride, padding, false);
  }

  private MaxPool2d(int kernel, int stride, int padding, boolean ceil) {
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.ceil = ceil;
  }

  /**
   * The same with the number of windows rounded up: cells that are left over at the end get one
   * more window, which reaches over the edge.
   */
  public MaxPool2d ceil() {
    return new MaxPool2d(kernel, stride, padding, true);
  }

  @Override
  Pool2d operation(int n, int height, int width, int channels) {
    return Pool2d.max(n, windows(height), windows(width), channels);
  }

  private Window windows(int size) {
    var window = window(size, kernel, stride, padding);
    return ceil ? withLastWindow(window) : window;
  }

  /** Padded after the last cell until no cell is left out; a window begins before the padding. */
  private static Window withLastWindow(Window window) {
    int cells = window.size() + window.before() + window.after();
    int next = window.output() * window.stride(); // where one more window would begin
    boolean leftOver = window.fits() && (cells - window.span()) % window.stride() != 0;
    return leftOver && next < window.size() + window.before()
        ? window.padding(window.before(), window.after() + next + window.span() - cells)
        : window;
  }

  @Override
  public String describe() {
    return "maxPool2d " + kernel + "×" + kernel + "/" + stride + (ceil ? ", ceil" : "");
  }
}
