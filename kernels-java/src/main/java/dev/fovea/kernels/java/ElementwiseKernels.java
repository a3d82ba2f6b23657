package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Unary;

/** Element by element, see {@link ElementwiseOps}. */
interface ElementwiseKernels extends ElementwiseOps, KernelSupport {
  @Override
  default void unary(Unary op, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void binary(Binary op, Buffer a, Buffer b, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void axpby(Axpby op, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    throw new UnsupportedOperationException();
  }
}
