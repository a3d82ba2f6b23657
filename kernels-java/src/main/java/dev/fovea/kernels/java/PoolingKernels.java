package dev.fovea.kernels.java;

import static dev.fovea.backend.memory.HostBuffer.segment;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.PoolingOps;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.pooling.Pooling;

/** Max and average pooling, see {@link PoolingOps}. */
interface PoolingKernels extends PoolingOps, KernelSupport {
  @Override
  default void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    Pooling.forward(
        op, segment(x), segment(y), indices == null ? null : segment(indices), workers());
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    // An average may come with no indices, and a maximum never does.
    Pooling.gradient(
        op,
        segment(dy),
        indices == null ? null : segment(indices),
        segment(dx),
        workers(),
        scratch());
  }
}
