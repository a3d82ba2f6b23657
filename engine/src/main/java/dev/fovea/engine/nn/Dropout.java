package dev.fovea.engine.nn;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Generator;
import dev.fovea.engine.tensor.Tensor;

/** {@link dev.fovea.backend.op.Dropout} in training, the identity in inference. */
public final class Dropout extends Layer {
  private final float probability;
  private final Generator generator;

  /** Draws from the source's generator, in step with the model's other layers. */
  public Dropout(ParameterSource source, float probability) {
    this.probability = probability;
    this.generator = source.generator();
  }

  @Override
  public Tensor forward(Tensor x) {
    return isTraining() && probability > 0
        ? Functions.dropout(x, probability, generator.take(x.elements()))
        : x;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public String describe() {
    return "dropout " + probability;
  }
}
