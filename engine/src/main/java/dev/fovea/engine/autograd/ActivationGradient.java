package dev.fovea.engine.autograd;

import dev.fovea.backend.Activation;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.tensor.Tensor;

/** The way back through an activation that an epilogue has applied: only its result is known. */
final class ActivationGradient {
  private ActivationGradient() {}

  /**
   * The gradient before the activation: dy itself where there is none or where dy may be changed, a
   * new tensor otherwise. Each activation that an epilogue knows has a derivative that y alone
   * decides, so y stands for x too.
   */
  static Tensor of(Activation activation, Tensor y, Tensor dy) {
    var kind =
        switch (activation.kind()) {
          case IDENTITY -> null;
          case RELU -> Unary.Kind.RELU;
          case LEAKY_RELU -> Unary.Kind.LEAKY_RELU;
          case SIGMOID -> Unary.Kind.SIGMOID;
          case TANH -> Unary.Kind.TANH;
        };
    if (kind == null) {
      return dy;
    }
    var op = new Unary(kind, y.elements(), activation.slope(), 0);
    var dz = dy.isShared() ? dy.emptyLike() : dy;
    y.backend().unaryGradient(op, y.buffer(), y.buffer(), dy.buffer(), dz.buffer());
    return dz;
  }
}
