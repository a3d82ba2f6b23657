package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ReductionOps;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Softmax;

/** Sums, extrema and row-wise functions, see {@link ReductionOps}. */
interface ReductionKernels extends ReductionOps, KernelSupport {
  @Override
  default void reduce(Reduce op, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void argMax(ArgMax op, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void softmax(Softmax op, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    throw new UnsupportedOperationException();
  }
}
