package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.conv.Convolution;
import dev.fovea.kernels.java.conv.ConvolutionContext;
import dev.fovea.kernels.java.conv.PreparedFilters;
import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A convolution whose forward product and gradients use Winograd's algorithm where that is faster,
 * and another plan for the rest.
 */
public final class WinogradConvolution implements Convolution {
  private final Convolution other;
  private final ConvolutionContext context;
  private final Optional<WinogradProduct> prepared;
  private final Optional<WinogradProduct> forward;
  private final Optional<WinogradProduct> inputGradient;
  private final Optional<WinogradWeightGradient> weightGradient;

  private WinogradConvolution(Conv2d op, Convolution other, ConvolutionContext context) {
    this.other = other;
    this.context = context;
    prepared = product(op, true);
    forward = product(op, false);
    inputGradient = turned(op).flatMap(gradient -> product(gradient, false));
    weightGradient =
        WinogradChoice.kernel(op, false)
            .map(kernel -> new WinogradWeightGradient(op, kernel, context));
  }

  /** The plan itself, or one that uses Winograd's algorithm where it expects that to be faster. */
  public static Convolution where(Conv2d op, Convolution other, ConvolutionContext context) {
    return WinogradChoice.fits(op) ? new WinogradConvolution(op, other, context) : other;
  }

  private Optional<WinogradProduct> product(Conv2d op, boolean filtersPrepared) {
    return WinogradChoice.kernel(op, filtersPrepared)
        .map(kernel -> new WinogradProduct(op, kernel, context));
  }

  /** The convolution of the output's gradient by the turned filters; see the product rule. */
  private static Optional<Conv2d> turned(Conv2d op) {
    if (!WinogradChoice.fits(op)
        || op.padding() != Conv2d.Padding.ZERO
        || !reversible(op.rows())
        || !reversible(op.columns())) {
      return Optional.empty();
    }
    return Optional.of(
        new Conv2d(
            op.n(),
            turned(op.rows()),
            turned(op.columns()),
            op.filters(),
            op.channels(),
            1,
            Conv2d.Padding.ZERO));
  }

  /** Whether the gradient's padding, 2 - p, is none below zero. */
  private static boolean reversible(Window window) {
    return window.before() <= 2 && window.after() <= 2;
  }

  private static Window turned(Window window) {
    return new Window(window.output(), 3, 1, 2 - window.before(), 2 - window.after(), 1);
  }

  @Override
  public PreparedFilters prepare(MemorySegment w) {
    return prepared.map(product -> transformed(product, w)).orElseGet(() -> other.prepare(w));
  }

  @Override
  public void forward(MemorySegment x, MemorySegment w, Output output) {
    if (forward.isEmpty()) {
      other.forward(x, w, output);
      return;
    }
    var product = forward.get();
    try (var filters = context.scratch().floats(product.filters().length())) {
      product.filters().transform(w, context, filters.segment());
      product.run(x, filters.segment(), output);
    }
  }

  private PreparedFilters transformed(WinogradProduct product, MemorySegment w) {
    var filters = context.scratch().lastingFloats(product.filters().length());
    product.filters().transform(w, context, filters.segment());
    return new PreparedFilters() {
      @Override
      public void forward(MemorySegment x, Output output) {
        product.run(x, filters.segment(), output);
      }

      @Override
      public boolean sharesOutput() {
        return true;
      }

      @Override
      public void close() {
        filters.close();
      }
    };
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    if (inputGradient.isEmpty()) {
      other.inputGradient(dy, w, output);
      return;
    }
    var product = inputGradient.get();
    try (var filters = context.scratch().floats(product.filters().length())) {
      product.filters().transformTurned(w, context, filters.segment());
      product.run(dy, filters.segment(), output);
    }
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    if (weightGradient.isEmpty()) {
      other.weightGradient(x, dy, dw);
    } else {
      weightGradient.get().run(x, dy, dw);
    }
  }
}
