package dev.fovea.engine.autograd;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;

/** Checks that operands have the shapes that an operation's geometry says. */
final class Shapes {
  private Shapes() {}

  static void require(String operation, String name, Tensor operand, Shape shape) {
    if (!operand.shape().equals(shape)) {
      throw new ShapeException(
          "%s: wrong shape: %s=%s, expected=%s".formatted(operation, name, operand.shape(), shape));
    }
  }
}
