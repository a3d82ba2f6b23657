package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.Output;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@code dx} of a depthwise convolution: each pixel of dy, times each tap's weights, added to the
 * cell that the tap reads; filters of one channel are added up at the end.
 */
final class DepthwiseInputGradient {
  private final Conv2d op;
  private final int channels;
  private final DepthwiseKernel kernel;
  private final ConvolutionContext context;
  private final GradientBands bands;
  private final GradientWriter writer;
  private final int[] pixels;

  DepthwiseInputGradient(
      Conv2d op, int channels, DepthwiseKernel kernel, ConvolutionContext context) {
    this.op = op;
    this.channels = channels;
    this.kernel = kernel;
    this.context = context;
    bands = GradientBands.of(op, channels);
    writer = new GradientWriter(bands, context.arrays());
    pixels = new int[op.columns().output()];
    for (int column = 0; column < pixels.length; column++) {
      pixels[column] = column * op.columns().stride() * channels;
    }
  }

  /** Writes the gradient; weights are {@code [taps, channels]}. */
  void run(MemorySegment dy, float[] weights, Output output) {
    context.workers().run(bands.count(), index -> block(dy, index, weights, output));
  }

  private void block(MemorySegment dy, int index, float[] weights, Output output) {
    var band = bands.band(index);
    var arrays = context.arrays();
    int cells = band.images() * band.paddedRows() * bands.paddedColumns();
    var values = arrays.take(Math.multiplyExact(cells, channels));
    var line = arrays.take(op.columns().output() * op.filters() + channels);
    var taps = new int[op.columns().kernel()];
    Arrays.fill(values, 0, cells * channels, 0);
    int begin = band.beginOutput(op, op.rows().span() - 1);
    int end = band.endOutput(op, 0);
    for (int image = 0; image < band.images(); image++) {
      for (int row = begin; row < end; row++) {
        long pixel = (long) (band.image() + image) * op.rows().output() + row;
        long at = pixel * op.columns().output() * op.filters() * Float.BYTES;
        MemorySegment.copy(
            dy, JAVA_FLOAT_UNALIGNED, at, line, 0, op.columns().output() * op.filters());
        addRow(line, image, row, band, taps, weights, values);
      }
    }
    compact(values, cells);
    writer.write(values, band, output);
    arrays.giveBack(line);
    arrays.giveBack(values);
  }

  /** Adds one output row to the rows of the band that its taps reach. */
  private void addRow(
      float[] line,
      int image,
      int row,
      GradientBands.Band band,
      int[] taps,
      float[] weights,
      float[] values) {
    for (int tapRow = 0; tapRow < op.rows().kernel(); tapRow++) {
      int padded = row * op.rows().stride() + tapRow * op.rows().dilation() - band.beginPadded();
      if (padded < 0 || padded >= band.paddedRows()) {
        continue;
      }
      int target = (image * band.paddedRows() + padded) * bands.paddedColumns();
      for (int column = 0; column < taps.length; column++) {
        taps[column] = (target + column * op.columns().dilation()) * channels;
      }
      kernel.inputGradient(
          line,
          op.filters(),
          pixels.length,
          pixels,
          taps,
          taps.length,
          weights,
          tapRow * taps.length * channels,
          channels,
          values);
    }
  }

  /** Adds up the filters of each channel: from {@code channels} values a cell to C. */
  private void compact(float[] values, int cells) {
    int multiplier = op.groupFilters();
    int to = 0;
    for (int cell = 0; cell < cells; cell++) {
      int from = cell * channels;
      for (int c = 0; c < op.channels(); c++, to++) {
        float sum = values[from++];
        for (int m = 1; m < multiplier; m++) {
          sum += values[from++];
        }
        values[to] = sum;
      }
    }
  }
}
