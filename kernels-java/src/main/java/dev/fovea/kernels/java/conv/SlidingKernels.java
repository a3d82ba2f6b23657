package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Row;
import dev.fovea.kernels.java.conv.SlidingDepthwise.Rows;

/**
 * Which kernel takes which rows of {@link SlidingDepthwise}: pairs of rows and of vectors wherever
 * there are two. What is left over, and channels too narrow for pairs, go vector by vector: each is
 * a call of its own, for the JVM counts calls until it compiles a kernel, and these are few. A row
 * of y has the same bits whichever rows it is computed with.
 *
 * @param stride 1 or 2
 * @param columns columns of an output
 * @param channels the vectors of a pixel
 */
record SlidingKernels(int stride, int columns, ChannelVectors channels) {
  /**
   * Row {@code row} of y, or two of them.
   *
   * @param i where the row lies in y
   * @return how many rows
   */
  int forward(Rows source, int row, float[] packed, Rows y, int i) {
    boolean two = i + 1 < y.plane().rows();
    if (channels.paired() && (two || i > 0)) {
      int back = two ? 0 : 1; // the last of an odd number: its pair overlaps the one before
      forwardPair(source, row - back, packed, y.row(i - back));
      return 2 - back;
    }
    int first = row * stride - 1;
    var a = source.row(first);
    var b = source.row(first + 1);
    var c = source.row(first + 2);
    if (channels.paired()) {
      forwardRow(a, b, c, packed, y.row(i));
      return 1;
    }
    if (stride == 2) {
      for (int v = 0; v < channels.count(); v++) {
        VectorSlidingKernel.halvedRow(a, b, c, packed, y.row(i), columns, channels, v);
      }
      return 1;
    }
    if (!two) {
      for (int v = 0; v < channels.count(); v++) {
        VectorSlidingKernel.oneRow(a, b, c, packed, y.row(i), columns, channels, v);
      }
      return 1;
    }
    var d = source.row(first + 3);
    var below = y.row(i + 1);
    for (int v = 0; v < channels.count(); v++) {
      VectorSlidingKernel.twoRows(a, b, c, d, packed, y.row(i), below, columns, channels, v);
    }
    return 2;
  }

  private void forwardRow(Row a, Row b, Row c, float[] packed, Row y) {
    if (stride == 2) {
      VectorPairedRow.halvedRow(a, b, packed, y, columns, channels.pixelBytes());
    } else {
      VectorPairedRow.oneRow(a, b, c, packed, y, columns, channels.pixelBytes());
    }
  }

  private void forwardPair(Rows source, int row, float[] packed, Row y) {
    int first = row * stride - 1;
    var a = source.row(first);
    var b = source.row(first + 1);
    if (stride == 2) {
      VectorPairedHalvedKernel.twoRows(a, b, packed, y, columns, channels.pixelBytes());
    } else {
      var d = source.row(first + 3);
      VectorPairedKernel.twoRows(a, b, d, packed, y, columns, channels.pixelBytes());
    }
  }

  /** The two rows of dx at stride 2 that get of rows {@code row} and {@code row + 1} of dy. */
  void doubled(Rows dy, int row, float[] packed, Rows dx) {
    var a = dy.row(row);
    var b = dy.row(row + 1);
    if (channels.paired()) {
      VectorPairedDoubledKernel.twoRows(a, b, packed, dx.row(0), columns, channels.pixelBytes());
      return;
    }
    for (int v = 0; v < channels.count(); v++) {
      VectorSlidingKernel.doubledRows(a, b, packed, dx.row(0), dx.row(1), columns, channels, v);
    }
  }

  /**
   * Adds what row {@code row} of dy gives, or it and the next before {@code last}; returns how
   * many.
   */
  int add(Rows source, Rows dy, int row, int last, float[] packed) {
    boolean two = row + 1 < last;
    if (channels.paired() && two) {
      addPair(source, row, packed, dy.row(row));
      return 2;
    }
    int first = row * stride - 1;
    var a = source.row(first);
    var b = source.row(first + 1);
    var c = source.row(first + 2);
    var g = dy.row(row);
    if (stride == 2) {
      for (int v = 0; v < channels.count(); v++) {
        VectorSlidingSums.halvedRow(a, b, c, g, packed, columns, channels, v);
      }
      return 1;
    }
    if (!two) {
      for (int v = 0; v < channels.count(); v++) {
        VectorSlidingSums.oneRow(a, b, c, g, packed, columns, channels, v);
      }
      return 1;
    }
    var d = source.row(first + 3);
    var below = dy.row(row + 1);
    for (int v = 0; v < channels.count(); v++) {
      VectorSlidingSums.twoRows(a, b, c, d, g, below, packed, columns, channels, v);
    }
    return 2;
  }

  private void addPair(Rows source, int row, float[] packed, Row dy) {
    int first = row * stride - 1;
    var a = source.row(first);
    var b = source.row(first + 1);
    if (stride == 2) {
      VectorPairedHalvedSums.twoRows(a, b, packed, dy, columns, channels.pixelBytes());
    } else {
      var d = source.row(first + 3);
      VectorPairedSums.twoRows(a, b, d, packed, dy, columns, channels.pixelBytes());
    }
  }
}
