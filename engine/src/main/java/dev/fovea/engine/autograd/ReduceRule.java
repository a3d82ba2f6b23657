package dev.fovea.engine.autograd;

import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** A sum or a mean over some axes: each element gets its sum's gradient, or its share of it. */
record ReduceRule(Reduce op, Tensor x) implements Rule {
  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(op.output());
    x.backend().reduce(op, x.buffer(), y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var backend = x.backend();
    float share = op.kind() == Reduce.Kind.MEAN ? 1f / op.count() : 1;
    Gradients.add(
        x,
        dx -> {
          try (var part = dy.emptyLike()) {
            backend.axpby(new Axpby(dy.elements(), share, 0), dy.buffer(), part.buffer());
            backend.fill(Fill.constant(x.elements(), 0), null, dx);
            backend.binary(new Binary(Binary.Kind.ADD, x.shape(), kept()), dx, part.buffer(), dx);
          }
        });
  }

  /** The input's shape with the reduced axes kept at size 1. */
  private Shape kept() {
    var sizes = x.shape().sizes();
    for (int axis : op.axes()) {
      sizes[axis] = 1;
    }
    return Shape.of(sizes);
  }
}
