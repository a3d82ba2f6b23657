package dev.fovea.backend;

import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.Pool2d;

/** Pooling, behind a check of its operands. */
interface CheckedPooling extends PoolingOps, Unchecked {
  @Override
  default void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    var check =
        check(op).input("x", x, op.input().elements()).output("y", y, op.output().elements());
    if (indices != null) {
      require(op.kind() == Pool2d.Kind.MAX, "%s: only a maximum has indices", op.operation());
      check.indices("indices", indices, op.output().elements());
    }
    unchecked().pool2d(op, x, y, indices);
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    var check =
        check(op).input("dy", dy, op.output().elements()).output("dx", dx, op.input().elements());
    if (op.kind() == Pool2d.Kind.MAX) {
      check.indices("indices", indices, op.output().elements());
    }
    unchecked().pool2dGradient(op, dy, indices, dx);
  }
}
