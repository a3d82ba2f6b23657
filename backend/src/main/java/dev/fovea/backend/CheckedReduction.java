package dev.fovea.backend;

import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Softmax;

/** Reductions, behind a check of their operands. */
interface CheckedReduction extends ReductionOps, Unchecked {
  @Override
  default void reduce(Reduce op, Buffer x, Buffer y) {
    check(op).input("x", x, op.input().elements()).output("y", y, op.output().elements());
    unchecked().reduce(op, x, y);
  }

  @Override
  default void argMax(ArgMax op, Buffer x, Buffer y) {
    check(op).input("x", x, op.inputLength()).indices("y", y, op.outputLength());
    unchecked().argMax(op, x, y);
  }

  @Override
  default void nonMaximumSuppression(
      NonMaximumSuppression op, Buffer boxes, Buffer scores, Buffer kept) {
    check(op)
        .input("boxes", boxes, 4L * op.count())
        .input("scores", scores, op.count())
        .indices("kept", kept, op.count());
    unchecked().nonMaximumSuppression(op, boxes, scores, kept);
  }

  @Override
  default void softmax(Softmax op, Buffer x, Buffer y) {
    check(op).input("x", x, op.length()).output("y", y, op.length(), x);
    unchecked().softmax(op, x, y);
  }

  @Override
  default void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    check(op)
        .input("y", y, op.length())
        .input("dy", dy, op.length())
        .output("dx", dx, op.length(), y, dy);
    unchecked().softmaxGradient(op, y, dy, dx);
  }

  @Override
  default void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    targets(check(op).input("logits", logits, op.length()), op, targets)
        .output("losses", losses, op.rows());
    unchecked().crossEntropy(op, logits, targets, losses);
  }

  @Override
  default void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    targets(check(op).input("logits", logits, op.length()), op, targets)
        .input("dlosses", dlosses, op.rows())
        .output("dlogits", dlogits, op.length(), logits);
    unchecked().crossEntropyGradient(op, logits, targets, dlosses, dlogits);
  }

  private static OperandCheck targets(OperandCheck check, CrossEntropy op, Buffer targets) {
    return op.target() == CrossEntropy.Target.CLASS_INDEX
        ? check.indices("targets", targets, op.targetLength())
        : check.input("targets", targets, op.targetLength());
  }
}
