package dev.fovea.engine.optim;

import dev.fovea.backend.Backend;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.AdamSteps;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Adam, or AdamW with decoupled weight decay; the formula is {@link AdamStep}'s. */
public final class Adam extends Optimizer {
  private final float beta1;
  private final float beta2;
  private final float epsilon;
  private final float weightDecay;
  private final boolean decoupled;

  /**
   * An optimiser at rest.
   *
   * @param beta1 decay of the mean, in [0, 1)
   * @param beta2 decay of the mean square, in [0, 1)
   * @param epsilon added to the root
   * @param decoupled AdamW
   */
  public Adam(
      Map<String, Tensor> parameters,
      float learningRate,
      float beta1,
      float beta2,
      float epsilon,
      float weightDecay,
      boolean decoupled) {
    super(parameters, learningRate, List.of("first_moment", "second_moment"));
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.decoupled = decoupled;
  }

  /** Adam with betas 0.9 and 0.999 and epsilon 1e-8, without decay. */
  public static Adam adam(Map<String, Tensor> parameters, float learningRate) {
    return new Adam(parameters, learningRate, 0.9f, 0.999f, 1e-8f, 0, false);
  }

  /** AdamW with betas 0.9 and 0.999 and epsilon 1e-8. */
  public static Adam adamW(Map<String, Tensor> parameters, float learningRate, float weightDecay) {
    return new Adam(parameters, learningRate, 0.9f, 0.999f, 1e-8f, weightDecay, true);
  }

  @Override
  protected void update(Backend backend, List<Slot> changed) {
    backend.adamSteps(
        new AdamSteps(changed.stream().map(slot -> step(slot.parameter())).toList()),
        weights(changed),
        gradients(changed),
        states(changed, 0),
        states(changed, 1));
  }

  private AdamStep step(Tensor weights) {
    return new AdamStep(
        weights.elements(),
        learningRate(),
        beta1,
        beta2,
        epsilon,
        decay(weights, weightDecay),
        decoupled,
        steps());
  }
}
