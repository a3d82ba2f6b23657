package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.gemm.GemmDriver;
import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;

/**
 * A convolution with 1×1 filters, stride 1 and no padding: a plain matrix product of the pixels,
 * {@code y[pixels,F] = x[pixels,C] · w[C,F]}, for which the image is not copied.
 */
final class PointwiseConvolution implements Convolution {
  private final Conv2d op;
  private final int pixels;
  private final GemmDriver gemm;

  PointwiseConvolution(Conv2d op, ConvolutionContext context) {
    this.op = op;
    this.gemm = context.gemm();
    pixels = Math.multiplyExact(op.n(), Math.multiplyExact(op.rows().size(), op.columns().size()));
  }

  static boolean fits(Conv2d op) {
    return op.groups() == 1 && fits(op.rows()) && fits(op.columns());
  }

  private static boolean fits(Window window) {
    return window.kernel() == 1
        && window.stride() == 1
        && window.before() == 0
        && window.after() == 0;
  }

  @Override
  public PreparedFilters prepare(MemorySegment w) {
    var product = Gemm.of(pixels, op.filters(), op.channels());
    var packed = gemm.pack(product, w);
    return new PreparedFilters() {
      @Override
      public void forward(MemorySegment x, Output output) {
        int stride = Math.toIntExact(output.rowBytes() / Float.BYTES);
        gemm.run(product.strided(op.channels(), op.filters(), stride), x, packed, output);
      }

      @Override
      public boolean sharesOutput() {
        return true;
      }

      @Override
      public void close() {
        packed.close();
      }
    };
  }

  @Override
  public void forward(MemorySegment x, MemorySegment w, Output output) {
    gemm.run(Gemm.of(pixels, op.filters(), op.channels()), x, w, output);
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    gemm.run(Gemm.of(pixels, op.channels(), op.filters(), false, true), dy, w, output);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    gemm.run(
        Gemm.of(op.channels(), op.filters(), pixels, true, false),
        x,
        dy,
        Output.overwrite(dw, (long) op.filters() * Float.BYTES));
  }
}
