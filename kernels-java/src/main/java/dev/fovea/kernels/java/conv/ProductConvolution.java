package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;

/** Convolution by matrix products, one per group. */
final class ProductConvolution implements Convolution {
  private final ProductForward forward;
  private final InputGradient inputGradient;
  private final ProductWeightGradient weightGradient;

  ProductConvolution(Conv2d op, ConvolutionContext context) {
    var tables = new Tables(op, Bands.of(op));
    forward = new ProductForward(tables, context);
    inputGradient = InputGradient.of(op, context);
    weightGradient = new ProductWeightGradient(tables, context);
  }

  @Override
  public PreparedFilters prepare(MemorySegment w) {
    return forward.prepare(w);
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    inputGradient.run(dy, w, output);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    weightGradient.run(x, dy, dw);
  }
}
