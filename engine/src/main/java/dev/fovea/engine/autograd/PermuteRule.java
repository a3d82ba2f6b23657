package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Permute;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Reordered axes; the inverse permutation goes back. */
record PermuteRule(Permute op, Tensor x) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(op.output());
    x.backend().permute(op, x.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dx -> x.backend().permute(op.inverse(), dy.buffer(), dx));
  }
}
