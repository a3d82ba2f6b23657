package dev.fovea.backend;

import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Unary;

/** Element-wise operations, behind a check of their operands. */
interface CheckedElementwise extends ElementwiseOps, Unchecked {
  @Override
  default void unary(Unary op, Buffer x, Buffer y) {
    check(op).input("x", x, op.length()).output("y", y, op.length(), x);
    unchecked().unary(op, x, y);
  }

  @Override
  default void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    check(op)
        .input("x", x, op.length())
        .input("y", y, op.length())
        .input("dy", dy, op.length())
        .output("dx", dx, op.length(), x, y, dy);
    unchecked().unaryGradient(op, x, y, dy, dx);
  }

  @Override
  default void binary(Binary op, Buffer a, Buffer b, Buffer y) {
    check(op)
        .input("a", a, op.a().elements())
        .input("b", b, op.b().elements())
        .output("y", y, op.output().elements(), a, b);
    require(
        (y != a || op.a().elements() == op.output().elements())
            && (y != b || op.b().elements() == op.output().elements()),
        "%s: a broadcast operand must not be the output: a=%s, b=%s",
        op.operation(),
        op.a(),
        op.b());
    unchecked().binary(op, a, b, y);
  }

  @Override
  default void axpby(Axpby op, Buffer x, Buffer y) {
    check(op).input("x", x, op.length()).output("y", y, op.length(), x);
    unchecked().axpby(op, x, y);
  }

  @Override
  default void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    check(op).input("x", x, op.length()).output("y", y, op.length(), x);
    require(random != null, "dropout: operand missing: random");
    unchecked().dropout(op, random, x, y);
  }

  @Override
  default void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    var check =
        check(op).output("weights", weights, op.length()).output("gradient", gradient, op.length());
    if (op.momentum() > 0) {
      check.output("velocity", velocity, op.length());
    }
    unchecked().sgdStep(op, weights, gradient, velocity);
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    check(op)
        .output("weights", weights, op.length())
        .output("gradient", gradient, op.length())
        .output("firstMoment", firstMoment, op.length())
        .output("secondMoment", secondMoment, op.length());
    unchecked().adamStep(op, weights, gradient, firstMoment, secondMoment);
  }
}
