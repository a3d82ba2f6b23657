package dev.fovea.backend;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;

/** Matrix products and convolutions: sums of products, where the time goes. */
public interface ContractionOps {
  /** See {@link Gemm}. The epilogue's bias holds n values; its addend lies like y. */
  void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y);

  /** See {@link Conv2d}. The epilogue's bias holds F values; its addend lies like y. */
  void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y);

  /** {@code dx = ∂(Σ y·dy)/∂x}; dx {@code [N,H,W,C]} is overwritten. */
  void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx);

  /** {@code dw = ∂(Σ y·dy)/∂w}; dw {@code [KH,KW,C/groups,F]} is overwritten. */
  void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw);

  /** See {@link ConvTranspose2d}. The epilogue's bias holds one value per output channel. */
  void convTranspose2d(ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y);

  /** {@code dx = ∂(Σ y·dy)/∂x}: a convolution of dy. */
  default void convTranspose2dInputGradient(ConvTranspose2d op, Buffer dy, Buffer w, Buffer dx) {
    conv2d(op.convolution(), dy, w, Epilogue.NONE, dx);
  }

  /** {@code dw = ∂(Σ y·dy)/∂w}: a convolution's weight gradient with the roles of x, dy swapped. */
  default void convTranspose2dWeightGradient(ConvTranspose2d op, Buffer x, Buffer dy, Buffer dw) {
    conv2dWeightGradient(op.convolution(), dy, x, dw);
  }
}
