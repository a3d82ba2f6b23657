package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.conv.DepthwiseKernel.Pixels;
import dev.fovea.kernels.java.conv.TapAxis.Run;
import java.util.List;

/**
 * One direction of a depthwise convolution: rows of targets, each cut into runs of pixels that have
 * the same taps.
 *
 * @param rows what target rows are made of
 * @param columns what target columns are made of
 * @param runs the columns' runs
 * @param sourceRows rows of a source image
 * @param sourceColumns columns of a source image
 * @param kernelColumns columns of the filter
 * @param channels values of a pixel
 */
record DepthwisePass(
    TapAxis rows,
    TapAxis columns,
    List<Run> runs,
    int sourceRows,
    int sourceColumns,
    int kernelColumns,
    int channels) {

  private long pixelBytes() {
    return (long) channels * Float.BYTES;
  }

  /** Target rows of all images. */
  long lines(int images) {
    return (long) images * rows.size();
  }

  /** A run in a target row, counted through the batch; {@code target} is the row's first byte. */
  Pixels pixels(long line, Run run, long target) {
    int row = (int) (line % rows.size());
    long firstSourceRow = line / rows.size() * sourceRows;
    var rowTaps = rows.taps()[row];
    var columnTaps = columns.taps()[run.first()];
    var sources = new long[rowTaps.length * columnTaps.length];
    var weights = new long[sources.length];
    int t = 0;
    for (int i = 0; i < rowTaps.length; i++) {
      long sourceRow = (firstSourceRow + rows.sources()[row][i]) * sourceColumns;
      for (int j = 0; j < columnTaps.length; j++, t++) {
        sources[t] = (sourceRow + columns.sources()[run.first()][j]) * pixelBytes();
        weights[t] = (long) (rowTaps[i] * kernelColumns + columnTaps[j]) * pixelBytes();
      }
    }
    return new Pixels(
        run.count(),
        channels,
        sources,
        run.sourceStep() * pixelBytes(),
        weights,
        target + run.first() * pixelBytes(),
        run.step() * pixelBytes());
  }
}
