package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Layer normalisation of each row of {@code [rows, features]}: {@code y = gamma · (x - mean) /
 * sqrt(variance + epsilon) + beta}, mean and biased variance over the row (Ba, Kiros and Hinton,
 * arXiv:1607.06450).
 *
 * @param rows rows
 * @param features values per row
 * @param epsilon added to the variance
 */
public record LayerNorm(int rows, int features, float epsilon) implements Operation {
  /** Checks the sizes. */
  public LayerNorm {
    require(
        rows >= 1 && features >= 1,
        "layerNorm: sizes must be positive: rows=%d, features=%d",
        rows,
        features);
    require(epsilon > 0, "layerNorm: epsilon must be positive: epsilon=%s", epsilon);
  }

  /** Elements of x and y. */
  public long length() {
    return (long) rows * features;
  }

  @Override
  public String operation() {
    return "layerNorm";
  }
}
