package dev.fovea.backend;

import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Slice;
import java.util.List;

/** Moves of elements, behind a check of their operands. */
interface CheckedShape extends ShapeOps, Unchecked {
  @Override
  default void permute(Permute op, Buffer x, Buffer y) {
    long length = op.input().elements();
    check(op).input("x", x, length).output("y", y, length);
    unchecked().permute(op, x, y);
  }

  @Override
  default void slice(Slice op, Buffer whole, Buffer part) {
    check(op)
        .input("whole", whole, op.whole().elements())
        .output("part", part, op.part().elements());
    unchecked().slice(op, whole, part);
  }

  @Override
  default void insert(Slice op, Buffer part, Buffer whole) {
    check(op)
        .input("part", part, op.part().elements())
        .output("whole", whole, op.whole().elements());
    unchecked().insert(op, part, whole);
  }

  @Override
  default void concat(Concat op, List<Buffer> inputs, Buffer y) {
    require(
        inputs.size() == op.inputs().size(),
        "concat: wrong number of inputs: given=%d, expected=%d",
        inputs.size(),
        op.inputs().size());
    var check = check(op);
    for (int i = 0; i < inputs.size(); i++) {
      check.input("input", inputs.get(i), op.inputs().get(i).elements());
    }
    check.output("y", y, op.output().elements());
    unchecked().concat(op, inputs, y);
  }

  @Override
  default void resize2d(Resize2d op, Buffer x, Buffer y) {
    check(op).input("x", x, op.input().elements()).output("y", y, op.output().elements());
    unchecked().resize2d(op, x, y);
  }

  @Override
  default void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    check(op).input("dy", dy, op.output().elements()).output("dx", dx, op.input().elements());
    unchecked().resize2dGradient(op, dy, dx);
  }

  @Override
  default void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    check(op)
        .input("x", x, op.inputLength())
        .indices("indices", indices, op.count())
        .output("y", y, op.outputLength());
    unchecked().gather(op, x, indices, y);
  }

  @Override
  default void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    check(op)
        .input("dy", dy, op.outputLength())
        .indices("indices", indices, op.count())
        .output("dx", dx, op.inputLength());
    unchecked().gatherGradient(op, dy, indices, dx);
  }
}
