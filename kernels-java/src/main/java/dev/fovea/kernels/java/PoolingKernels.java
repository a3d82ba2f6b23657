package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.PoolingOps;
import dev.fovea.backend.op.Pool2d;

/** Max and average pooling, see {@link PoolingOps}. */
interface PoolingKernels extends PoolingOps, KernelSupport {
  @Override
  default void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    throw new UnsupportedOperationException();
  }
}
