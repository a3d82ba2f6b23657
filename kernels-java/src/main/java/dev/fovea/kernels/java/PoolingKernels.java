package dev.fovea.kernels.java;

import static dev.fovea.backend.memory.HostBuffer.segment;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.PoolingOps;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.pooling.Pooling;

/** Max and average pooling, see {@link PoolingOps}. */
interface PoolingKernels extends PoolingOps, KernelSupport {
  /** The plan of a pooling. */
  Pooling pooling(Pool2d op);

  @Override
  default void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    var winners = indices == null ? null : segment(indices);
    pooling(op).forward(segment(x), segment(y), winners, workers());
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    // An average may come with no indices, and a maximum never does.
    var winners = indices == null ? null : segment(indices);
    pooling(op).gradient(segment(dy), winners, segment(dx), workers(), scratch());
  }
}
