package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ContractionOps;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;

/** Matrix products and convolutions, see {@link ContractionOps}. */
interface ContractionKernels extends ContractionOps, KernelSupport {
  @Override
  default void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void convTranspose2d(
      ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    throw new UnsupportedOperationException();
  }
}
