package dev.fovea.kernels.cuda;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.PoolingOps;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Pool2d;

/** Pooling, see {@link PoolingOps}. */
interface CudaPooling extends PoolingOps, CudaSupport {
  /** Whether it has kernels for an operation. */
  static boolean has(Operation op) {
    return false;
  }

  @Override
  default void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    throw CudaSupport.missing(op);
  }
}
