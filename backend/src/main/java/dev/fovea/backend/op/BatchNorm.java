package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Batch normalisation over the rows of {@code [rows, channels]}, rows being N·H·W: {@code y = gamma
 * · (x - mean) / sqrt(variance + epsilon) + beta}, one mean and one biased variance per channel
 * (Ioffe and Szegedy, arXiv:1502.03167). Running statistics move by {@code running += momentum ·
 * (batch - running)}, the variance unbiased (divided by rows - 1; by 1 for a single row).
 *
 * @param rows values per channel
 * @param channels channels
 * @param epsilon added to the variance
 * @param momentum share of the batch in the running statistics
 */
public record BatchNorm(int rows, int channels, float epsilon, float momentum)
    implements Operation {
  /** Checks the sizes. */
  public BatchNorm {
    require(
        rows >= 1 && channels >= 1,
        "batchNorm: sizes must be positive: rows=%d, channels=%d",
        rows,
        channels);
    require(epsilon > 0, "batchNorm: epsilon must be positive: epsilon=%s", epsilon);
    require(
        momentum >= 0 && momentum <= 1,
        "batchNorm: momentum must lie in [0, 1]: momentum=%s",
        momentum);
  }

  /** Elements of x and y. */
  public long length() {
    return (long) rows * channels;
  }

  @Override
  public String operation() {
    return "batchNorm";
  }
}
