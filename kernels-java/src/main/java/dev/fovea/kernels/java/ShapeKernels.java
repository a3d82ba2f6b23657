package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ShapeOps;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Slice;

/** Moving elements, see {@link ShapeOps}. */
interface ShapeKernels extends ShapeOps, KernelSupport {
  @Override
  default void permute(Permute op, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void slice(Slice op, Buffer whole, Buffer part) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void insert(Slice op, Buffer part, Buffer whole) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void resize2d(Resize2d op, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    throw new UnsupportedOperationException();
  }
}
