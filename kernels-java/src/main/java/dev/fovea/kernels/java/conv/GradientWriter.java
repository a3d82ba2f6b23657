package dev.fovea.kernels.java.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.KernelSet;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.memory.ArrayPool;
import java.lang.foreign.MemorySegment;

/** Takes the padding off a band of the input's gradient and writes the rest. */
final class GradientWriter {
  private static final KernelSet KERNELS = KernelSet.CURRENT;

  private final GradientBands bands;
  private final Conv2d op;
  private final ArrayPool arrays;
  private final int line;

  GradientWriter(GradientBands bands, ArrayPool arrays) {
    this.bands = bands;
    this.arrays = arrays;
    this.op = bands.op();
    line = bands.paddedColumns() * op.channels();
  }

  /** Writes {@code values}, {@code [images, paddedRows, paddedColumns, C]}, to the output. */
  void write(float[] values, GradientBands.Band band, Output output) {
    var tile = arrays.take(KERNELS.tileLength());
    for (int i = 0; i < band.images(); i++) {
      int start = i * band.paddedRows() * line;
      if (op.padding() == Conv2d.Padding.EDGE) {
        fold(values, start, band);
      }
      for (int row = band.beginRow(); row < band.endRow(); row++) {
        int padded = row + op.rows().before() - band.beginPadded();
        int at = start + padded * line + op.columns().before() * op.channels();
        long pixel = ((long) (band.image() + i) * op.rows().size() + row) * op.columns().size();
        writeRow(values, at, tile, output, pixel * op.channels() * Float.BYTES);
      }
    }
    arrays.giveBack(tile);
  }

  private void writeRow(float[] values, int at, float[] tile, Output output, long target) {
    int channels = op.channels();
    int columns = op.columns().size();
    if (output.isPlain()) {
      MemorySegment.copy(values, at, output.y(), JAVA_FLOAT_UNALIGNED, target, columns * channels);
      return;
    }
    int width = KERNELS.blocking().nr();
    for (int column = 0; column < columns; column += tile.length / width) {
      int rows = Math.min(tile.length / width, columns - column);
      for (int channel = 0; channel < channels; channel += width) {
        int count = Math.min(width, channels - channel);
        int from = at + column * channels + channel;
        for (int i = 0; i < rows; i++) {
          System.arraycopy(values, from + i * channels, tile, i * width, count);
        }
        long to = target + ((long) column * channels + channel) * Float.BYTES;
        KERNELS.store().store(tile, 0, width, rows, count, output, channel, to);
      }
    }
  }

  /** Adds the gradient of edge padding to the cells that it repeats. */
  private void fold(float[] values, int start, GradientBands.Band band) {
    int first = op.rows().before() - band.beginPadded();
    int last = first + op.rows().size() - 1;
    for (int row = 0; row < band.paddedRows(); row++) {
      int nearest = Math.clamp(row, first, last);
      if (row != nearest) {
        add(values, start + row * line, start + nearest * line, line);
      }
    }
    int before = op.columns().before();
    int end = before + op.columns().size();
    int channels = op.channels();
    for (int row = 0; row < band.paddedRows(); row++) {
      int at = start + row * line;
      for (int column = 0; column < bands.paddedColumns(); column++) {
        int nearest = Math.clamp(column, before, end - 1);
        if (column != nearest) {
          add(values, at + column * channels, at + nearest * channels, channels);
        }
      }
    }
  }

  private static void add(float[] values, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      values[to + i] += values[from + i];
    }
  }
}
