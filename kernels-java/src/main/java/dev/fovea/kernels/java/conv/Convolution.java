package dev.fovea.kernels.java.conv;

import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;

/** The plan of one convolution: forward, and both gradients. See {@link Conv2d} for shapes. */
public interface Convolution {
  /** Chooses among the algorithms of this package. */
  static Convolution of(Conv2d op, ConvolutionContext context) {
    var layout = RepeatedPixels.of(op);
    var general = general(op, context);
    return layout == null ? general : new SingleChannelConvolution(op, layout, context, general);
  }

  /** The way for a convolution of any number of channels. */
  private static Convolution general(Conv2d op, ConvolutionContext context) {
    if (DepthwiseConvolution.fits(op)) {
      return new DepthwiseConvolution(op, context);
    }
    if (PointwiseConvolution.fits(op)) {
      return new PointwiseConvolution(op, context);
    }
    if (SharedRows.fits(op)) {
      return new SharedRowsConvolution(new SharedRows(op), context);
    }
    var groups = PixelGroups.of(op);
    return groups.group() > 1 && context.precision() != Precision.STRICT_FLOAT32
        ? new GroupedConvolution(groups, context)
        : new ProductConvolution(op, context);
  }

  /** Brings filters into the plan's form; w isn't needed any more then. */
  PreparedFilters prepare(MemorySegment w);

  /** {@code y = x * w}, written to {@code output}. */
  default void forward(MemorySegment x, MemorySegment w, Output output) {
    try (var filters = prepare(w)) {
      filters.forward(x, output);
    }
  }

  /** {@code dx = ∂(Σ y·dy)/∂x}, written to {@code output}. */
  void inputGradient(MemorySegment dy, MemorySegment w, Output output);

  /** {@code dw = ∂(Σ y·dy)/∂w}. */
  void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw);
}
