package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Slice;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** A box of a tensor; outside of it the gradient is zero. */
record SliceRule(Slice op, Tensor x) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(op.part());
    x.backend().slice(op, x.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(
        x,
        dx -> {
          x.backend().fill(Fill.constant(x.elements(), 0), null, dx);
          x.backend().insert(op, dy.buffer(), dx);
        });
  }
}
