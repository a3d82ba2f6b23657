package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Convolution with one input channel per group: each filter sees one channel, so there is no
 * product to speak of, and vectors run over the filters. A channel with several filters is repeated
 * for each as the band is read; pixels take a whole number of vectors, so that loops have no tails.
 */
final class DepthwiseConvolution implements Convolution {
  private static final int LANES = VectorMode.current().lanes();
  private static final DepthwiseKernel KERNEL =
      VectorMode.current().isVector() ? new VectorDepthwiseKernel() : new ScalarDepthwiseKernel();
  private static final KernelSet KERNELS = KernelSet.CURRENT;

  private final Conv2d op;
  private final ConvolutionContext context;
  private final ArrayPool arrays;
  private final int channels;
  private final int tapCount;
  private final Bands bands;
  private final BandReader reader;
  private final int[] pixels;
  private final int[] taps;
  private final PartialSums sums;
  private final DepthwiseInputGradient inputGradient;

  DepthwiseConvolution(Conv2d op, ConvolutionContext context) {
    this.op = op;
    this.context = context;
    arrays = context.arrays();
    channels = Math.ceilDiv(op.filters(), LANES) * LANES;
    tapCount = op.rows().kernel() * op.columns().kernel();
    bands = Bands.of(op, channels);
    reader = new BandReader(bands);
    pixels = bands.pixelPositions(DepthwiseKernel.PIXELS);
    taps = bands.tapPositions(1, 0);
    sums = new PartialSums(context, bands.count(), tapCount * op.filters());
    inputGradient = new DepthwiseInputGradient(op, channels, KERNEL, context);
  }

  @Override
  public PreparedFilters prepare(MemorySegment w) {
    var weights = weights(w);
    return new PreparedFilters() {
      @Override
      public void forward(MemorySegment x, Output output) {
        context.workers().run(bands.count(), index -> band(x, index, weights, output));
      }

      @Override
      public void close() {
        arrays.giveBack(weights);
      }
    };
  }

  /** Weights with a whole number of vectors per tap. */
  private float[] weights(MemorySegment w) {
    var weights = arrays.take(tapCount * channels);
    Arrays.fill(weights, 0, tapCount * channels, 0);
    for (int t = 0; t < tapCount; t++) {
      long at = (long) t * op.filters() * Float.BYTES;
      MemorySegment.copy(w, JAVA_FLOAT_UNALIGNED, at, weights, t * channels, op.filters());
    }
    return weights;
  }

  private void band(MemorySegment x, int index, float[] weights, Output output) {
    var band = bands.band(index);
    var values = arrays.take(bands.floats());
    var results = arrays.take(DepthwiseKernel.PIXELS * channels + KERNELS.blocking().nr());
    reader.read(x, band, values);
    int count = band.pixels(op);
    for (int pixel = 0; pixel < count; pixel += DepthwiseKernel.PIXELS) {
      KERNEL.forward(values, pixels, pixel, taps, tapCount, weights, channels, results);
      long row = band.firstPixel(op) + pixel;
      store(results, row, Math.min(DepthwiseKernel.PIXELS, count - pixel), output);
    }
    arrays.giveBack(results);
    arrays.giveBack(values);
  }

  private void store(float[] results, long row, int rows, Output output) {
    int most = KERNELS.blocking().nr();
    for (int filter = 0; filter < op.filters(); filter += most) {
      int count = Math.min(most, op.filters() - filter);
      long at = (row * op.filters() + filter) * Float.BYTES;
      KERNELS.store().store(results, filter, channels, rows, count, output, filter, at);
    }
  }

  @Override
  public void inputGradient(MemorySegment dy, MemorySegment w, Output output) {
    var weights = weights(w);
    inputGradient.run(dy, weights, output);
    arrays.giveBack(weights);
  }

  @Override
  public void weightGradient(MemorySegment x, MemorySegment dy, MemorySegment dw) {
    sums.run(dw, 1, (chunk, task, partial) -> chunk(x, dy, chunk, partial));
  }

  private void chunk(MemorySegment x, MemorySegment dy, int chunk, MemorySegment partial) {
    var values = arrays.take(bands.floats());
    var gradient = arrays.take(bands.pixels() * op.filters() + channels);
    var sum = arrays.take(tapCount * channels);
    Arrays.fill(sum, 0, tapCount * channels, 0);
    for (int index = sums.begin(chunk); index < sums.begin(chunk + 1); index++) {
      var band = bands.band(index);
      int count = band.pixels(op);
      reader.read(x, band, values);
      long at = band.firstPixel(op) * op.filters() * Float.BYTES;
      MemorySegment.copy(dy, JAVA_FLOAT_UNALIGNED, at, gradient, 0, count * op.filters());
      KERNEL.weightGradient(
          values, pixels, count, taps, tapCount, gradient, op.filters(), channels, sum);
    }
    for (int t = 0; t < tapCount; t++) {
      long at = (long) t * op.filters() * Float.BYTES;
      MemorySegment.copy(sum, t * channels, partial, JAVA_FLOAT_UNALIGNED, at, op.filters());
    }
    arrays.giveBack(sum);
    arrays.giveBack(gradient);
    arrays.giveBack(values);
  }
}
