package dev.fovea.engine.autograd;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.tensor.Tensor;

/** The way back through an activation that an epilogue has applied: only its result is known. */
final class ActivationGradient {
  private ActivationGradient() {}

  /**
   * The gradient before the activation, {@code dz = f'(z) · dy}: dy itself where there is no
   * activation or where dy may be changed, a new tensor otherwise.
   *
   * @param y {@code f(z)}
   */
  static Tensor of(Activation activation, Tensor y, Tensor dy) {
    if (activation.kind() == Activation.Kind.IDENTITY) {
      return dy;
    }
    var dz = dy.isShared() ? dy.emptyLike() : dy;
    switch (activation.kind()) {
      case RELU -> rectified(new Unary(Unary.Kind.RELU, y.elements(), 0, 0), y, dy, dz);
      case LEAKY_RELU -> {
        ShapeException.require(
            activation.slope() >= 0,
            "leakyRelu: no gradient from the result alone for this slope: slope=%s;"
                + " use a layer of its own",
            activation.slope());
        var op = new Unary(Unary.Kind.LEAKY_RELU, y.elements(), activation.slope(), 0);
        rectified(op, y, dy, dz);
      }
      case SIGMOID -> saturating(y, y, dy, dz); // f' = (1 - y) · y
      case TANH -> { // f' = 1 - y²
        try (var square = y.emptyLike()) {
          y.backend().unary(Unary.of(Unary.Kind.SQUARE, y.elements()), y.buffer(), square.buffer());
          saturating(square, null, dy, dz);
        }
      }
      case IDENTITY -> throw new AssertionError();
    }
    return dz;
  }

  /** The result is positive where the input is, and that is all the derivative asks. */
  private static void rectified(Unary op, Tensor y, Tensor dy, Tensor dz) {
    y.backend().unaryGradient(op, y.buffer(), y.buffer(), dy.buffer(), dz.buffer());
  }

  /** {@code dz = (1 - x) · factor · dy}, the factor being 1 if null. */
  private static void saturating(Tensor x, Tensor factor, Tensor dy, Tensor dz) {
    var backend = x.backend();
    var multiply = new Binary(Binary.Kind.MULTIPLY, x.shape(), x.shape());
    try (var slope = x.emptyLike()) {
      Buffer derivative = slope.buffer();
      var complement = new Unary(Unary.Kind.AFFINE, x.elements(), -1, 1);
      backend.unary(complement, x.buffer(), derivative);
      if (factor != null) {
        backend.binary(multiply, derivative, factor.buffer(), derivative);
      }
      backend.binary(multiply, derivative, dy.buffer(), dz.buffer());
    }
  }
}
