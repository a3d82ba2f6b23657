package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Windows that divide an axis into a given number of parts: window i is {@code [floor(i·size/out),
 * ceil((i+1)·size/out))}. One part is global pooling.
 *
 * @param size cells of the input
 * @param output number of windows
 */
public record Adaptive(int size, int output) implements PoolAxis {
  /** Checks the sizes. */
  public Adaptive {
    require(
        size >= 1 && output >= 1,
        "pool2d: sizes must be positive: input=%d, output=%d",
        size,
        output);
  }

  @Override
  public int begin(int window) {
    return (int) ((long) window * size / output);
  }

  @Override
  public int end(int window) {
    return (int) (((long) (window + 1) * size + output - 1) / output);
  }

  @Override
  public int extent(int window) {
    return end(window) - begin(window);
  }
}
