package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Softmax of each row of {@code [rows, classes]}: {@code y[c] = exp(x[c]) / Σ exp(x[·])}, or its
 * logarithm; the row's maximum is subtracted first, so that no input overflows.
 *
 * @param rows rows
 * @param classes values per row
 * @param logarithm whether to give log-softmax
 */
public record Softmax(int rows, int classes, boolean logarithm) implements Operation {
  /** Checks the sizes. */
  public Softmax {
    require(
        rows >= 1 && classes >= 1,
        "softmax: sizes must be positive: rows=%d, classes=%d",
        rows,
        classes);
  }

  /** Elements of x and y. */
  public long length() {
    return (long) rows * classes;
  }

  @Override
  public String operation() {
    return logarithm ? "logSoftmax" : "softmax";
  }
}
