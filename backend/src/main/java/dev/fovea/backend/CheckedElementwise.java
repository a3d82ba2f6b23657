package dev.fovea.backend;

import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.AdamSteps;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.SgdSteps;
import dev.fovea.backend.op.Unary;
import java.util.List;

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
    checkStep(check(op), op, weights, gradient, velocity);
    unchecked().sgdStep(op, weights, gradient, velocity);
  }

  private static void checkStep(
      OperandCheck check, SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    check.output("weights", weights, op.length()).output("gradient", gradient, op.length());
    if (op.momentum() > 0) {
      check.output("velocity", velocity, op.length());
    }
  }

  @Override
  default void sgdSteps(
      SgdSteps op, List<Buffer> weights, List<Buffer> gradients, List<Buffer> velocities) {
    int count = op.steps().size();
    boolean momentum = op.steps().getFirst().momentum() > 0;
    count(op, "weights", weights, count);
    count(op, "gradients", gradients, count);
    count(op, "velocities", velocities, momentum ? count : 0);
    var check = check(op);
    for (int i = 0; i < count; i++) {
      var velocity = momentum ? velocities.get(i) : null;
      checkStep(check, op.steps().get(i), weights.get(i), gradients.get(i), velocity);
    }
    unchecked().sgdSteps(op, weights, gradients, velocities);
  }

  private static void count(Operation op, String name, List<Buffer> buffers, int expected) {
    require(
        buffers.size() == expected,
        "%s: wrong number of buffers: %s=%d, expected=%d",
        op.operation(),
        name,
        buffers.size(),
        expected);
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    checkStep(check(op), op, weights, gradient, firstMoment, secondMoment);
    unchecked().adamStep(op, weights, gradient, firstMoment, secondMoment);
  }

  private static void checkStep(
      OperandCheck check,
      AdamStep op,
      Buffer weights,
      Buffer gradient,
      Buffer firstMoment,
      Buffer secondMoment) {
    check
        .output("weights", weights, op.length())
        .output("gradient", gradient, op.length())
        .output("firstMoment", firstMoment, op.length())
        .output("secondMoment", secondMoment, op.length());
  }

  @Override
  default void adamSteps(
      AdamSteps op,
      List<Buffer> weights,
      List<Buffer> gradients,
      List<Buffer> firstMoments,
      List<Buffer> secondMoments) {
    int count = op.steps().size();
    count(op, "weights", weights, count);
    count(op, "gradients", gradients, count);
    count(op, "firstMoments", firstMoments, count);
    count(op, "secondMoments", secondMoments, count);
    var check = check(op);
    for (int i = 0; i < count; i++) {
      checkStep(
          check,
          op.steps().get(i),
          weights.get(i),
          gradients.get(i),
          firstMoments.get(i),
          secondMoments.get(i));
    }
    unchecked().adamSteps(op, weights, gradients, firstMoments, secondMoments);
  }
}
