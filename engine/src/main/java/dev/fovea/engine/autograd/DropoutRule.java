package dev.fovea.engine.autograd;

import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Dropout;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Dropout; the same random state gives the same mask again on the way back. */
record DropoutRule(Dropout op, RandomState random, Tensor x) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike();
    x.backend().dropout(op, random, x.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dx -> x.backend().dropout(op, random, dy.buffer(), dx));
  }
}
