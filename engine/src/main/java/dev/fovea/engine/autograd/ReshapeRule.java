package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** The same values under another shape: views both ways. */
record ReshapeRule(Tensor x, Shape shape) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    return x.reshape(shape);
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dy.reshape(x.shape()));
  }
}
