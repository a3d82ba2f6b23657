package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * One step of Adam (Kingma and Ba, arXiv:1412.6980) or AdamW (Loshchilov and Hutter,
 * arXiv:1711.05101): {@code g' = g + (decoupled ? 0 : weightDecay · w); m = beta1 · m + (1 - beta1)
 * · g'; v = beta2 · v + (1 - beta2) · g'²; w -= learningRate · ((m / (1 - beta1^step)) / (sqrt(v /
 * (1 - beta2^step)) + epsilon) + (decoupled ? weightDecay · w : 0))}.
 *
 * @param length parameters
 * @param learningRate step size
 * @param beta1 decay of the mean
 * @param beta2 decay of the mean square
 * @param epsilon added to the root
 * @param weightDecay factor of the penalty
 * @param decoupled AdamW
 * @param step counted from 1
 */
public record AdamStep(
    long length,
    float learningRate,
    float beta1,
    float beta2,
    float epsilon,
    float weightDecay,
    boolean decoupled,
    long step)
    implements Operation {
  /** Checks the ranges. */
  public AdamStep {
    require(length >= 1, "adamStep: length must be positive: length=%d", length);
    require(
        beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
        "adamStep: betas must lie in [0, 1): beta1=%s, beta2=%s",
        beta1,
        beta2);
    require(step >= 1, "adamStep: steps count from 1: step=%d", step);
  }

  /** {@code learningRate / (1 - beta1^step)} */
  public float stepSize() {
    return (float) (learningRate / (1 - Math.pow(beta1, step)));
  }

  /** {@code sqrt(1 - beta2^step)} */
  public float rootCorrection() {
    return (float) Math.sqrt(1 - Math.pow(beta2, step));
  }

  @Override
  public String operation() {
    return "adamStep";
  }
}
