package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/** The gradient of a convolution to its input, by matrix products. */
interface InputGradient {
  /** The way for a convolution. */
  static InputGradient of(Conv2d op, ConvolutionContext context) {
    return VectorMode.current().isVector() && StackedInputGradient.fits(op)
        ? new StackedInputGradient(op, context)
        : new ProductInputGradient(op, context);
  }

  /** {@code dx = ∂(Σ y·dy)/∂x}, written to {@code output}. */
  void run(MemorySegment dy, MemorySegment w, Output output);
}
