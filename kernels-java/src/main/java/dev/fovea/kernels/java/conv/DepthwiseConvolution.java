package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.parallel.PartialSums;
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

  /** The way for the usual filters, or null. */
  private final SlidingDepthwise sliding;

  private final DepthwisePass forward;
  private final DepthwisePass backward;
  private final PartialSums sums;
  private final int blockLines;

  DepthwiseConvolution(Conv2d op, ConvolutionContext context) {
    this.op = op;
    this.context = context;
    sliding = SlidingDepthwise.of(op);
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
    blockLines = blockLines(op.rows().output(), Math.ceilDiv(PIXELS, op.columns().output()));
    int blocks = Math.toIntExact(Math.ceilDiv(forward.lines(op.n()), blockLines));
    sums = context.sums(blocks, taps() * op.channels());
  }

  /** Whole images, or an even number of rows, for kernels take two at a time. */
  private static int blockLines(int rows, int lines) {
    return lines < rows ? Math.ceilDiv(lines, 2) * 2 : lines / rows * rows;
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
    if (sliding != null) {
      return prepareSliding(w);
    }
    var scratch = context.scratch().floats((long) taps() * op.channels());
    var weights = scratch.segment();
    MemorySegment.copy(w, 0, weights, 0, (long) taps() * op.channels() * Float.BYTES);
    return new PreparedFilters() {
      @Override
      public void forward(MemorySegment x, Output output) {
        convolve(forward, 1, rows(forward, x, weights), output);
      }

      @Override
      public void close() {
        scratch.close();
      }
    };
  }

  private PreparedFilters prepareSliding(MemorySegment w) {
    var packed = packed(w, false);
    return new PreparedFilters() {
      @Override
      public void forward(MemorySegment x, Output output) {
        slide(x, packed, output);
      }

      @Override
      public void close() {
        context.arrays().giveBack(packed);
      }
    };
  }

  private float[] packed(MemorySegment w, boolean gradient) {
    var packed = context.arrays().take(sliding.packedLength());
    sliding.pack(w, gradient, packed);
    return packed;
  }

  @Override
  public void forward(MemorySegment x, MemorySegment w, Output output) {
    if (sliding == null) {
      convolve(forward, 1, rows(forward, x, w), output);
      return;
    }
    var packed = packed(w, false);
    slide(x, packed, output);
    context.arrays().giveBack(packed);
  }

  private void slide(MemorySegment x, float[] packed, Output output) {
    try (var zeros = zeros()) {
      convolve(
          forward,
          sliding.forwardRows(),
          (line, count, y, target) ->
              sliding.forward(x, packed, zeros.segment(), line, count, y, target),
          output);
    }
  }

  private Scratch zeros() {
    var zeros = context.scratch().bytes(sliding.zeroBytes());
    zeros.segment().asSlice(0, sliding.zeroBytes()).fill((byte) 0);
    return zeros;
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    if (sliding == null) {
      convolve(backward, 1, rows(backward, dy, w), output);
      return;
    }
    var packed = packed(w, true);
    try (var zeros = zeros()) {
      convolve(
          backward,
          sliding.gradientRows(),
          (line, count, dx, target) ->
              sliding.inputGradient(dy, packed, zeros.segment(), line, count, dx, target),
          output);
    }
    context.arrays().giveBack(packed);
  }

  /** Computes rows of targets. */
  private interface Rows {
    /**
     * Writes rows below each other.
     *
     * @param line the first, counted through the batch
     * @param count how many
     * @param y where to
     * @param target where the first goes, in bytes
     */
    void compute(long line, int count, MemorySegment y, long target);
  }

  private Rows rows(DepthwisePass pass, MemorySegment x, MemorySegment w) {
    long lineBytes = lineElements(pass) * Float.BYTES;
    return (line, count, y, target) -> {
      for (int i = 0; i < count; i++) {
        for (var run : pass.runs()) {
          KERNEL.forward(x, w, y, pass.pixels(line + i, run, target + i * lineBytes));
        }
      }
    };
  }

  private long lineElements(DepthwisePass pass) {
    return (long) pass.columns().size() * op.channels();
  }

  /**
   * Computes all targets.
   *
   * @param unit rows that are computed together
   */
  private void convolve(DepthwisePass pass, int unit, Rows rows, Output output) {
    long elements = unit * lineElements(pass);
    Ranges.run(
        context.workers(),
        pass.lines(op.n()) / unit,
        Ranges.itemsPerTask(elements),
        (begin, count) -> {
          if (output.isPlain()) {
            rows.compute(begin * unit, count * unit, output.y(), begin * elements * Float.BYTES);
            return;
          }
          for (long item = begin; item < begin + count; item++) {
            computeWithEpilogue(pass, rows, item * unit, unit, output);
          }
        });
  }

  private void computeWithEpilogue(
      DepthwisePass pass, Rows rows, long line, int count, Output output) {
    int length = Math.toIntExact(count * lineElements(pass));
    long target = line * lineElements(pass) * Float.BYTES;
    var values = context.arrays().take(length + KERNELS.blocking().nr());
    try (var scratch = context.scratch().floats(length)) {
      rows.compute(line, count, scratch.segment(), 0);
      MemorySegment.copy(scratch.segment(), JAVA_FLOAT_UNALIGNED, 0, values, 0, length);
    }
    store(values, count * pass.columns().size(), output, target);
    context.arrays().giveBack(values);
  }

  /** Brings pixels to where they belong, through the epilogue. */
  private void store(float[] values, int pixels, Output output, long target) {
    int most = KERNELS.blocking().nr();
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
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    if (sliding == null) {
      sums.run(dw, 1, (chunk, task, partial) -> chunk(x, dy, chunk, partial));
      return;
    }
    try (var zeros = zeros()) {
      sums.run(
          dw,
          1,
          (chunk, task, partial) -> {
            var packed = context.arrays().take(sliding.packedLength());
            sliding.weightGradient(
                x, dy, packed, zeros.segment(), begin(chunk), begin(chunk + 1), partial);
            context.arrays().giveBack(packed);
          });
    }
  }

  /** First row of a chunk, counted through the batch. */
  private long begin(int chunk) {
    return Math.min(forward.lines(op.n()), (long) sums.begin(chunk) * blockLines);
  }

  private void chunk(MemorySegment x, MemorySegment dy, int chunk, MemorySegment partial) {
    int length = taps() * op.channels();
    var sum = context.arrays().take(length);
    Arrays.fill(sum, 0, length, 0);
    long lineBytes = lineElements(forward) * Float.BYTES;
    for (long line = begin(chunk); line < begin(chunk + 1); line++) {
      for (var run : forward.runs()) {
        KERNEL.weightGradient(x, dy, sum, forward.pixels(line, run, line * lineBytes));
      }
    }
    MemorySegment.copy(sum, 0, partial, JAVA_FLOAT_UNALIGNED, 0, length);
    context.arrays().giveBack(sum);
  }
}
