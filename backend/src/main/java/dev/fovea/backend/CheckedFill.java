package dev.fovea.backend;

import static dev.fovea.backend.OperandCheck.range;
import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.Fill;

/** Fills and copies, behind a check of their operands. */
interface CheckedFill extends FillOps, Unchecked {
  @Override
  default void fill(Fill op, RandomState random, Buffer y) {
    check(op).output("y", y, op.length());
    require(
        random != null || op.kind() == Fill.Kind.CONSTANT,
        "%s: operand missing: random",
        op.operation());
    unchecked().fill(op, random, y);
  }

  @Override
  default void copy(
      Buffer source, long sourceOffset, Buffer target, long targetOffset, long length) {
    range(unchecked(), "copy", "source", source, sourceOffset, length);
    range(unchecked(), "copy", "target", target, targetOffset, length);
    require(
        source.type() == target.type(),
        "copy: types differ: source=%s, target=%s",
        source.type(),
        target.type());
    require(
        source != target
            || sourceOffset + length <= targetOffset
            || targetOffset + length <= sourceOffset,
        "copy: ranges of one buffer overlap: source=%d, target=%d, length=%d",
        sourceOffset,
        targetOffset,
        length);
    unchecked().copy(source, sourceOffset, target, targetOffset, length);
  }
}
