package dev.fovea.engine.autograd;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Max or average pooling; a maximum remembers where its winners lay. */
final class Pool2dRule implements Rule {
  private final Pool2d op;
  private final Tensor x;
  private Tensor winners;

  Pool2dRule(Pool2d op, Tensor x) {
    Shapes.require(op.operation(), "x", x, op.input());
    this.op = op;
    this.x = x;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike(op.output());
    if (op.kind() == Pool2d.Kind.MAX && Tape.isOpen() && Gradients.wanted(x)) {
      winners = Tensor.empty(x.backend(), DataType.INT32, op.output());
    }
    x.backend().pool2d(op, x.buffer(), y.buffer(), indices());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    Gradients.add(x, dx -> x.backend().pool2dGradient(op, dy.buffer(), indices(), dx));
    if (winners != null) {
      winners.close();
    }
  }

  private Buffer indices() {
    return winners == null ? null : winners.buffer();
  }
}
