package dev.fovea.engine.optim;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.SgdSteps;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Stochastic gradient descent with momentum; the formula is {@link SgdStep}'s. */
public final class Sgd extends Optimizer {
  private final float momentum;
  private final boolean nesterov;
  private final float weightDecay;

  /**
   * An optimiser at rest.
   *
   * @param momentum share of the old velocity, in [0, 1)
   * @param nesterov whether to look ahead
   * @param weightDecay factor of the L2 penalty
   */
  public Sgd(
      Map<String, Tensor> parameters,
      float learningRate,
      float momentum,
      boolean nesterov,
      float weightDecay) {
    super(parameters, learningRate, momentum > 0 ? List.of("velocity") : List.of());
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.weightDecay = weightDecay;
  }

  @Override
  protected void update(Backend backend, List<Slot> changed) {
    var op = new SgdSteps(changed.stream().map(slot -> step(slot.parameter())).toList());
    List<Buffer> velocities = momentum > 0 ? states(changed, 0) : List.of();
    backend.sgdSteps(op, weights(changed), gradients(changed), velocities);
  }

  private SgdStep step(Tensor weights) {
    return new SgdStep(
        weights.elements(), learningRate(), momentum, nesterov, decay(weights, weightDecay));
  }
}
