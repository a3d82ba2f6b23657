package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Inverted dropout: {@code y[i] = u[i] < probability ? 0 : x[i] / (1 - probability)}, u uniform in
 * [0, 1) from a counter-based stream. The gradient is the same operation on dy with the same random
 * state, so no mask is kept (Srivastava et al., JMLR 15, 2014).
 *
 * @param length elements
 * @param probability that an element becomes zero, in [0, 1)
 */
public record Dropout(long length, float probability) implements Operation {
  /** Checks the probability. */
  public Dropout {
    require(length >= 1, "dropout: length must be positive: length=%d", length);
    require(
        probability >= 0 && probability < 1,
        "dropout: probability must lie in [0, 1): probability=%s",
        probability);
  }

  @Override
  public String operation() {
    return "dropout";
  }
}
