package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * {@code y[i] = alpha · x[i] + beta · y[i]}. When beta is 0, y is never read: it may hold NaN. x
 * and y may be the same buffer.
 *
 * @param length elements
 * @param alpha factor of x
 * @param beta factor of y's old value
 */
public record Axpby(long length, float alpha, float beta) implements Operation {
  /** Checks the length. */
  public Axpby {
    require(length >= 1, "axpby: length must be positive: length=%d", length);
  }

  @Override
  public String operation() {
    return "axpby";
  }
}
