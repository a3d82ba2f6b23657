package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Convolution with one filter per channel: there is no product to speak of, vectors run over the
 * channels, and everything is read and written where it lies. The gradient to the input is a
 * convolution of dy with other taps, see {@link TapAxis}.
 */
final class DepthwiseConvolution implements Convolution {
  private static final DepthwiseKernel KERNEL =
      VectorMode.current().isVector() ? new VectorDepthwiseKernel() : new ScalarDepthwiseKernel();
  private static final KernelSet KERNELS = KernelSet.CURRENT;

  /** Pixels from which a partial sum of the weights' gradient is worth its addition. */
  private static final int PIXELS = 512;

  private final Conv2d op;
  private final ConvolutionContext context;
  private final DepthwisePass forward;
  private final DepthwisePass backward;
  private final PartialSums sums;
  private final int blockLines;

  DepthwiseConvolution(Conv2d op, ConvolutionContext context) {
    this.op = op;
    this.context = context;
    var columns = TapAxis.forward(op.columns(), op.padding());
    forward =
        new DepthwisePass(
            TapAxis.forward(op.rows(), op.padding()),
            columns,
            columns.runs(1),
            op.rows().size(),
            op.columns().size(),
            op.columns().kernel(),
            op.channels());
    var cells = TapAxis.backward(op.columns(), op.padding());
    backward =
        new DepthwisePass(
            TapAxis.backward(op.rows(), op.padding()),
            cells,
            cells.runs(op.columns().stride()),
            op.rows().output(),
            op.columns().output(),
            op.columns().kernel(),
            op.channels());
    blockLines = Math.ceilDiv(PIXELS, op.columns().output());
    int blocks = Math.toIntExact(Math.ceilDiv(forward.lines(op.n()), blockLines));
    sums = new PartialSums(context, blocks, taps() * op.channels());
  }

  /** Whether this is the way for a convolution. */
  static boolean fits(Conv2d op) {
    return op.groups() == op.channels() && op.filters() == op.channels();
  }

  private int taps() {
    return op.rows().kernel() * op.columns().kernel();
  }

  @Override
  public PreparedFilters prepare(MemorySegment w) {
    var scratch = context.scratch().floats((long) taps() * op.channels());
    var weights = scratch.segment();
    MemorySegment.copy(w, 0, weights, 0, (long) taps() * op.channels() * Float.BYTES);
    return new PreparedFilters() {
      @Override
      public void forward(MemorySegment x, Output output) {
        convolve(DepthwiseConvolution.this.forward, x, weights, output);
      }

      @Override
      public void close() {
        scratch.close();
      }
    };
  }

  @Override
  public void forward(MemorySegment x, MemorySegment w, Output output) {
    convolve(forward, x, w, output);
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    convolve(backward, dy, w, output);
  }

  private void convolve(DepthwisePass pass, MemorySegment x, MemorySegment w, Output output) {
    long lineElements = (long) pass.columns().size() * op.channels();
    Ranges.run(
        context.workers(),
        pass.lines(op.n()),
        Ranges.itemsPerTask(lineElements),
        (begin, count) -> {
          for (long line = begin; line < begin + count; line++) {
            long target = line * lineElements * Float.BYTES;
            if (output.isPlain()) {
              line(pass, x, w, output.y(), line, target);
            } else {
              lineWithEpilogue(pass, x, w, output, line, target);
            }
          }
        });
  }

  private static void line(
      DepthwisePass pass,
      MemorySegment x,
      MemorySegment w,
      MemorySegment y,
      long line,
      long target) {
    for (var run : pass.runs()) {
      KERNEL.forward(x, w, y, pass.pixels(line, run, target));
    }
  }

  private void lineWithEpilogue(
      DepthwisePass pass, MemorySegment x, MemorySegment w, Output output, long line, long target) {
    int pixels = pass.columns().size();
    int most = KERNELS.blocking().nr();
    int length = pixels * op.channels();
    var values = context.arrays().take(length + most);
    try (var scratch = context.scratch().floats(length)) {
      line(pass, x, w, scratch.segment(), line, 0);
      MemorySegment.copy(scratch.segment(), JAVA_FLOAT_UNALIGNED, 0, values, 0, length);
    }
    var tile = context.arrays().take(pixels * most);
    for (int channel = 0; channel < op.channels(); channel += most) {
      int width = Math.min(most, op.channels() - channel);
      for (int p = 0; p < pixels; p++) {
        System.arraycopy(values, p * op.channels() + channel, tile, p * most, width);
      }
      long at = target + (long) channel * Float.BYTES;
      KERNELS.store().store(tile, 0, most, pixels, width, output, channel, at);
    }
    context.arrays().giveBack(tile);
    context.arrays().giveBack(values);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    sums.run(dw, 1, (chunk, task, partial) -> chunk(x, dy, chunk, partial));
  }

  private void chunk(MemorySegment x, MemorySegment dy, int chunk, MemorySegment partial) {
    int length = taps() * op.channels();
    var sum = context.arrays().take(length);
    Arrays.fill(sum, 0, length, 0);
    long lineBytes = (long) op.columns().output() * op.channels() * Float.BYTES;
    long end = Math.min(forward.lines(op.n()), (long) sums.begin(chunk + 1) * blockLines);
    for (long line = (long) sums.begin(chunk) * blockLines; line < end; line++) {
      for (var run : forward.runs()) {
        KERNEL.weightGradient(x, dy, sum, forward.pixels(line, run, line * lineBytes));
      }
    }
    MemorySegment.copy(sum, 0, partial, JAVA_FLOAT_UNALIGNED, 0, length);
    context.arrays().giveBack(sum);
  }
}
