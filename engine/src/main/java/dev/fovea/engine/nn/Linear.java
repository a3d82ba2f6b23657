package dev.fovea.engine.nn;

import dev.fovea.backend.Activation;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/**
 * {@code y = activation(x · weight + bias)} over the last axis. weight: {@code [inputs, outputs]},
 * bias: {@code [outputs]}.
 */
public final class Linear extends Layer {
  private final int inputs;
  private final int outputs;
  private final Activation activation;
  private final Tensor weight;
  private final Tensor bias;

  /** Without an activation. */
  public Linear(ParameterSource source, int inputs, int outputs) {
    this(source, inputs, outputs, Activation.IDENTITY);
  }

  /** Kaiming-uniform weights for this activation, bias 0. */
  public Linear(ParameterSource source, int inputs, int outputs, Activation activation) {
    this(source, inputs, outputs, activation, Initializer.kaimingUniform(activation), true);
  }

  /** With weights of another distribution, with or without a bias. */
  public Linear(
      ParameterSource source,
      int inputs,
      int outputs,
      Activation activation,
      Initializer initializer,
      boolean withBias) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    this.weight =
        parameter(
            "weight", source.weights(initializer, Shape.of(inputs, outputs), inputs, outputs));
    this.bias = withBias ? parameter("bias", source.filled(outputs, 0)) : null;
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functions.linear(x, weight, bias, activation);
  }

  @Override
  public Shape outputShape(Shape input) {
    ShapeException.require(
        input.rank() >= 2 && input.size(-1) == inputs,
        "linear: wrong number of inputs: x=%s, inputs=%d",
        input,
        inputs);
    return input.with(-1, outputs);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return outputShape(input).elements() * inputs;
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField field, Shape input) {
    return input.rank() == 2 ? ReceptiveField.WHOLE : field;
  }

  @Override
  public String describe() {
    return "linear" + Descriptions.activation(activation);
  }
}
