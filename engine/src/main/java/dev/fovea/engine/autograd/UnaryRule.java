package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Unary;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** {@code y[i] = f(x[i])}. */
record UnaryRule(Unary op, Tensor x) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike();
    x.backend().unary(op, x.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dx -> x.backend().unaryGradient(op, x.buffer(), y.buffer(), dy.buffer(), dx));
  }
}
