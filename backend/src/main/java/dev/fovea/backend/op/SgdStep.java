package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * One step of stochastic gradient descent with momentum: {@code g' = g + weightDecay · w; v =
 * momentum · v + g'; w -= learningRate · (nesterov ? g' + momentum · v : v)} (Sutskever et al.,
 * ICML 2013). Without momentum, v is not used.
 *
 * @param length parameters
 * @param learningRate step size
 * @param momentum share of the old velocity, in [0, 1)
 * @param nesterov whether to look ahead
 * @param weightDecay factor of the L2 penalty
 */
public record SgdStep(
    long length, float learningRate, float momentum, boolean nesterov, float weightDecay)
    implements Operation {
  /** Checks the ranges. */
  public SgdStep {
    require(length >= 1, "sgdStep: length must be positive: length=%d", length);
    require(
        momentum >= 0 && momentum < 1,
        "sgdStep: momentum must lie in [0, 1): momentum=%s",
        momentum);
    require(!nesterov || momentum > 0, "sgdStep: Nesterov needs momentum: momentum=%s", momentum);
  }

  @Override
  public String operation() {
    return "sgdStep";
  }
}
