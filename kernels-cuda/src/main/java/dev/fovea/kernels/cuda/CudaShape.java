package dev.fovea.kernels.cuda;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ShapeOps;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Slice;

/** Moving elements, see {@link ShapeOps}. */
interface CudaShape extends ShapeOps, CudaSupport {
  /** Whether it has kernels for an operation. */
  static boolean has(Operation op) {
    return false;
  }

  @Override
  default void permute(Permute op, Buffer x, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void slice(Slice op, Buffer whole, Buffer part) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void insert(Slice op, Buffer part, Buffer whole) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void resize2d(Resize2d op, Buffer x, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    throw CudaSupport.missing(op);
  }
}
