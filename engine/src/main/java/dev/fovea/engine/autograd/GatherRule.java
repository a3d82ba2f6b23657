package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Entries picked along an axis; those picked twice get both gradients. */
record GatherRule(Gather op, Tensor x, Tensor indices, Shape output) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(output);
    x.backend().gather(op, x.buffer(), indices.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dx -> x.backend().gatherGradient(op, dy.buffer(), indices.buffer(), dx));
  }
}
