package dev.fovea.kernels.cuda;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ReductionOps;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Softmax;

/** Reductions, softmax, cross-entropy, see {@link ReductionOps}. */
interface CudaReduction extends ReductionOps, CudaSupport {
  /** Whether it has kernels for an operation. */
  static boolean has(Operation op) {
    return false;
  }

  @Override
  default void reduce(Reduce op, Buffer x, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void argMax(ArgMax op, Buffer x, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void softmax(Softmax op, Buffer x, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    throw CudaSupport.missing(op);
  }
}
