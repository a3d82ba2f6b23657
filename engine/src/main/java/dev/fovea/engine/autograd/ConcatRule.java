package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Concat;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Tensors joined along an axis; each gets its part of the gradient. */
record ConcatRule(Concat op, List<Tensor> inputs) implements Rule {
  @Override
  public Tensor forward() {
    var first = inputs.getFirst();
    var y = first.emptyLike(op.output());
    first.backend().concat(op, inputs.stream().map(Tensor::buffer).toList(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    for (int i = 0; i < inputs.size(); i++) {
      var part = op.part(i);
      Gradients.add(inputs.get(i), dx -> y.backend().slice(part, dy.buffer(), dx));
    }
  }
}
