package dev.fovea.kernels.java.pooling;

import dev.fovea.kernels.java.simd.Lanes;
import java.util.Arrays;

/**
 * Where the cells of small windows lie, and in which order vectors take them. All windows have as
 * many cells: where one reaches out of the image, a cell inside is taken twice, which changes no
 * maximum and no winner. To be used by vector loops alone. Offsets are in bytes of an image.
 *
 * <p>Vectors come in runs. A run is the channels of one window, the last vector overlapping the one
 * before; or, where channels fill one vector at most and windows are evenly spaced, all windows of
 * a row: a loop of one vector would spend its time on being set up. Where channels don't fill a
 * vector, each writes beyond them what the next one overwrites.
 *
 * @param rows for the i-th row of a window: which of the image's, for each row of windows
 * @param columns for the j-th column of a window: which of the image's, for each window of a row
 * @param width cells of an image's row
 * @param pixelBytes from a cell to the next
 * @param spacing cells from a window to the next, where a run goes along windows; else 0
 */
record WindowTaps(int[][] rows, int[][] columns, int width, int pixelBytes, int spacing) {
  /** Of windows of up to so many cells. */
  static WindowTaps of(PoolGeometry geometry, int rows, int columns) {
    int pixelBytes = geometry.channels() * Float.BYTES;
    var rowTaps = taps(geometry.rows(), rows);
    var columnTaps = taps(geometry.columns(), columns);
    int spacing = pixelBytes > Lanes.BYTES ? 0 : spacing(columnTaps);
    return new WindowTaps(rowTaps, columnTaps, geometry.columns().size(), pixelBytes, spacing);
  }

  private static int[][] taps(PoolGeometry.Axis axis, int extent) {
    var taps = new int[extent][axis.count()];
    for (int i = 0; i < extent; i++) {
      int tap = i;
      Arrays.setAll(
          taps[i], window -> Math.min(axis.begins()[window] + tap, axis.ends()[window] - 1));
    }
    return taps;
  }

  /** Cells from a window to the next if that is the same for all; else 0. */
  private static int spacing(int[][] columns) {
    int spacing = columns[0].length == 1 ? 0 : columns[0][1] - columns[0][0];
    for (var column : columns) {
      for (int window = 1; window < column.length; window++) {
        if (column[window] - column[window - 1] != spacing) {
          return 0;
        }
      }
    }
    return spacing;
  }

  /** Windows of a row. */
  int count() {
    return columns[0].length;
  }

  /** Where a row of cells begins. */
  int cells(int row) {
    return row * width * pixelBytes;
  }

  /** Where a row of windows begins. */
  int windows(int row) {
    return row * count() * pixelBytes;
  }

  /** Runs in so many windows. */
  int runs(int windows) {
    return spacing == 0 ? windows : 1;
  }

  /** Vectors of a run in so many windows. */
  int vectors(int windows) {
    return spacing == 0 ? Math.ceilDiv(pixelBytes, Lanes.BYTES) : windows;
  }

  /** From a vector's cells to the next one's. */
  int cellStep() {
    return spacing == 0 ? Lanes.BYTES : spacing * pixelBytes;
  }

  /** From a vector's window to the next one's. */
  int windowStep() {
    return spacing == 0 ? Lanes.BYTES : pixelBytes;
  }

  /** The last offset of a run, which overlaps the one before. */
  int last() {
    return spacing == 0 ? Math.max(0, pixelBytes - Lanes.BYTES) : Integer.MAX_VALUE;
  }

  /**
   * Windows of a row, from the first, whose vectors lie inside both memories.
   *
   * @param cellBytes the image's cells and what may be touched behind them
   * @param windowBytes the same of its windows
   */
  int within(int row, long cellBytes, long windowBytes) {
    int within = count();
    if (pixelBytes >= Lanes.BYTES) {
      return within;
    }
    int bottom = cells(rows[rows.length - 1][row]) + Lanes.BYTES;
    int right = columns.length - 1;
    while (within > 0
        && (windows(row) + (within - 1) * pixelBytes + Lanes.BYTES > windowBytes
            || bottom + columns[right][within - 1] * pixelBytes > cellBytes)) {
      within--;
    }
    return within;
  }
}
