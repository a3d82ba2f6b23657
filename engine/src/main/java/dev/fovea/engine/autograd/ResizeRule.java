package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Resize2d;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** An image at another size. */
record ResizeRule(Resize2d op, Tensor x) implements Rule {
  ResizeRule {
    Shapes.require(op.operation(), "x", x, op.input());
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(op.output());
    x.backend().resize2d(op, x.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dx -> x.backend().resize2dGradient(op, dy.buffer(), dx));
  }
}
