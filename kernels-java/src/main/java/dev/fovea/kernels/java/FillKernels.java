package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.FillOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;

/** New content and copies, see {@link FillOps}. */
interface FillKernels extends FillOps, KernelSupport {
  @Override
  default void fill(Fill op, RandomState random, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void copy(
      Buffer source, long sourceOffset, Buffer target, long targetOffset, long length) {
    throw new UnsupportedOperationException();
  }
}
