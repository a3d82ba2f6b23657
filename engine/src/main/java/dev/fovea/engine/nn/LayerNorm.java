package dev.fovea.engine.nn;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/**
 * Layer normalisation of the last axis, {@link dev.fovea.backend.op.LayerNorm}. weight and bias:
 * {@code [features]}.
 */
public final class LayerNorm extends Layer {
  private final float epsilon;
  private final Tensor weight;
  private final Tensor bias;

  /** With epsilon 1e-5. */
  public LayerNorm(ParameterSource source, int features) {
    this(source, features, 1e-5f);
  }

  /** Starts with weight 1 and bias 0. */
  public LayerNorm(ParameterSource source, int features, float epsilon) {
    this.epsilon = epsilon;
    this.weight = parameter("weight", source.filled(features, 1));
    this.bias = parameter("bias", source.filled(features, 0));
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functions.layerNorm(x, weight, bias, epsilon);
  }

  @Override
  public Shape outputShape(Shape input) {
    ShapeException.require(
        input.rank() >= 1 && input.size(-1) == weight.elements(),
        "layerNorm: wrong number of features: x=%s, features=%d",
        input,
        weight.elements());
    return input;
  }

  @Override
  public String describe() {
    return "layerNorm";
  }
}
