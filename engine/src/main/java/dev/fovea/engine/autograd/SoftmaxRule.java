package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Softmax;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Softmax of the last axis, or its logarithm. */
record SoftmaxRule(Tensor x, boolean logarithm) implements Rule {
  private Softmax op() {
    int classes = x.shape().size(-1);
    return new Softmax(Math.toIntExact(x.elements() / classes), classes, logarithm);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike();
    x.backend().softmax(op(), x.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dx -> x.backend().softmaxGradient(op(), y.buffer(), dy.buffer(), dx));
  }
}
