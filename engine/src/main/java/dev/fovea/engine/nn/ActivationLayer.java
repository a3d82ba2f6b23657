package dev.fovea.engine.nn;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/** An activation on its own; after a convolution or a linear layer, their epilogue is faster. */
public final class ActivationLayer extends Layer {
  private final Activation activation;

  /** Applies this function to each value. */
  public ActivationLayer(Activation activation) {
    this.activation = activation;
  }

  @Override
  public Tensor forward(Tensor x) {
    return Functions.activate(activation, x);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public String describe() {
    var words = Descriptions.activation(activation);
    return words.isEmpty() ? "identity" : words.substring(2);
  }
}
