package dev.fovea.kernels.cuda;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ContractionOps;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Operation;

/** Matrix products and convolutions, see {@link ContractionOps}. */
interface CudaContraction extends ContractionOps, CudaSupport {
  /** Whether it has kernels for an operation. */
  static boolean has(Operation op) {
    return false;
  }

  @Override
  default void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void convTranspose2d(
      ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    throw CudaSupport.missing(op);
  }
}
