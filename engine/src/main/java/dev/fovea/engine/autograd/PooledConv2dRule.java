package dev.fovea.engine.autograd;

import dev.fovea.backend.DataType;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/**
 * {@code y = maxPool2d(activation(conv2d(x, w) + bias))}. What the convolution gives isn't kept: a
 * window's result is the value of its winner, so the activation's derivative there, {@code f'(y) ·
 * dy}, asks for y alone, and what flows to the bias is the sum of that. Both passes are over
 * windows, not cells.
 */
final class PooledConv2dRule implements Rule {
  private final Conv2dRule convolution;
  private final Pool2d pool;
  private Tensor winners;

  PooledConv2dRule(Conv2dRule convolution, Pool2d pool) {
    ShapeException.require(
        pool.kind() == Pool2d.Kind.MAX && pool.input().equals(convolution.op().output()),
        "conv2d: pooling must be a maximum over the result: pool=%s, y=%s",
        pool,
        convolution.op().output());
    this.convolution = convolution;
    this.pool = pool;
  }

  @Override
  public List<Tensor> inputs() {
    return convolution.inputs();
  }

  @Override
  public Tensor forward() {
    try (var cells = convolution.forward()) {
      var y = cells.emptyLike(pool.output());
      if (Tape.isOpen() && inputs().stream().anyMatch(Gradients::wanted)) {
        winners = Tensor.empty(y.backend(), DataType.INT32, pool.output());
      }
      var positions = winners == null ? null : winners.buffer();
      y.backend().pool2d(pool, cells.buffer(), y.buffer(), positions);
      return y;
    }
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var dz = ActivationGradient.of(convolution.activation(), y, dy);
    convolution.pullToBias(dz);
    if (convolution.reachesOperands()) {
      try (var dcells = dz.emptyLike(pool.input())) {
        dz.backend().pool2dGradient(pool, dz.buffer(), winners.buffer(), dcells.buffer());
        convolution.pullToOperands(dcells);
      }
    }
    winners.close();
  }
}
