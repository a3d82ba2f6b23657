package dev.fovea.kernels.java.pooling;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Whole rows of windows at once: maxima of up to 3×3 cells without indices, means of 2×2 cells, and
 * means of large windows. Where a window reaches out of the image, a cell inside is taken twice,
 * which changes no maximum. Channels that don't fill vectors are covered by a last vector that
 * overlaps the one before; where they are fewer than one vector holds, each window's vector writes
 * beyond its channels what the next window overwrites, and a row's last windows are left to the
 * usual loops.
 */
final class VectorRowPooling {
  /** Cells that one sum adds up without losing digits. */
  private static final int MOST_CELLS = 256;

  private final Pool2d op;
  private final PoolGeometry geometry;
  private final int pixelBytes;
  private final int inputRowBytes;

  /** For each cell of a window's row: where it lies in the image's row, for each window. */
  private final int[][] columns;

  /** Windows of a row that are taken here, from the first. */
  private final int windows;

  private final boolean isQuarter;

  private VectorRowPooling(Pool2d op, PoolGeometry geometry, int extent) {
    this.op = op;
    this.geometry = geometry;
    pixelBytes = op.channels() * Float.BYTES;
    inputRowBytes = op.columns().size() * pixelBytes;
    columns = new int[extent][];
    for (int i = 0; i < extent; i++) {
      columns[i] = cells(geometry.columns(), i, pixelBytes);
    }
    windows = wholeWindows();
    isQuarter = isQuarter(op, geometry);
  }

  /** The way for an operation without indices, or null. */
  static VectorRowPooling of(Pool2d op, PoolGeometry geometry) {
    if (geometry.inputImage() > Integer.MAX_VALUE / Float.BYTES) {
      return null;
    }
    int extent = Math.max(largest(geometry.rows()), largest(geometry.columns()));
    boolean suits =
        op.kind() == Pool2d.Kind.MAX
            ? extent <= 3
            : isQuarter(op, geometry) || isLarge(op, geometry);
    return suits ? new VectorRowPooling(op, geometry, Math.clamp(extent, 2, 3)) : null;
  }

  private static boolean isQuarter(Pool2d op, PoolGeometry geometry) {
    int row = geometry.rows().count() - 1;
    int column = geometry.columns().count() - 1;
    return isTwo(geometry.rows())
        && isTwo(geometry.columns())
        && op.divisor(0, 0) == 4
        && op.divisor(row, column) == 4;
  }

  private static boolean isTwo(PoolGeometry.Axis axis) {
    return axis.equalWindows() && axis.ends()[0] - axis.begins()[0] == 2;
  }

  private static boolean isLarge(Pool2d op, PoolGeometry geometry) {
    long cells = (long) largest(geometry.rows()) * largest(geometry.columns());
    return op.channels() >= Lanes.COUNT && cells >= 8 && cells <= MOST_CELLS;
  }

  /** Cells of the largest window along an axis. */
  private static int largest(PoolGeometry.Axis axis) {
    int largest = 0;
    for (int i = 0; i < axis.count(); i++) {
      largest = Math.max(largest, axis.ends()[i] - axis.begins()[i]);
    }
    return largest;
  }

  /** The i-th cell of each window, or its last. */
  private static int[] cells(PoolGeometry.Axis axis, int i, int bytes) {
    var cells = new int[axis.count()];
    for (int window = 0; window < cells.length; window++) {
      cells[window] = Math.min(axis.begins()[window] + i, axis.ends()[window] - 1) * bytes;
    }
    return cells;
  }

  /** Windows of a row whose vectors lie inside their rows. */
  private int wholeWindows() {
    int count = geometry.columns().count();
    if (op.channels() >= Lanes.COUNT) {
      return count;
    }
    var last = columns[columns.length - 1];
    int whole = 0;
    while (whole < count
        && last[whole] + Lanes.BYTES <= inputRowBytes
        && whole * pixelBytes + Lanes.BYTES <= count * pixelBytes) {
      whole++;
    }
    return whole;
  }

  /** One row of windows of one image; returns how many windows are done. */
  int forward(int image, int row, MemorySegment x, MemorySegment y) {
    long imageBytes = geometry.inputImage() * Float.BYTES;
    var source = x.asSlice(image * imageBytes, imageBytes);
    long rowBytes = geometry.outputRow() * Float.BYTES;
    var target = y.asSlice(((long) image * geometry.rows().count() + row) * rowBytes, rowBytes);
    int whole = Math.max(Lanes.BYTES, pixelBytes / Lanes.BYTES * Lanes.BYTES);
    forward(source, row, target, 0, whole);
    if (whole < pixelBytes) {
      forward(source, row, target, pixelBytes - Lanes.BYTES, pixelBytes);
    }
    return windows;
  }

  private void forward(MemorySegment x, int row, MemorySegment y, int first, int end) {
    int row0 = row(row, 0);
    int row1 = row(row, 1);
    if (op.kind() == Pool2d.Kind.AVERAGE && isQuarter) {
      VectorWindowKernel.average2(
          x, row0, row1, columns[0], columns[1], y, 0, pixelBytes, windows, first, end);
    } else if (op.kind() == Pool2d.Kind.AVERAGE) {
      for (int column = 0; column < windows; column++) {
        average(x, row, column, y, first, end);
      }
    } else if (columns.length == 2) {
      VectorWindowKernel.maximum2(
          x, row0, row1, columns[0], columns[1], y, 0, pixelBytes, windows, first, end);
    } else {
      VectorWindowKernel.maximum3(
          x,
          row0,
          row1,
          row(row, 2),
          columns[0],
          columns[1],
          columns[2],
          y,
          0,
          pixelBytes,
          windows,
          first,
          end);
    }
  }

  /** Where the i-th row of a window begins, or its last. */
  private int row(int window, int i) {
    int begin = geometry.rows().begins()[window];
    return Math.min(begin + i, geometry.rows().ends()[window] - 1) * inputRowBytes;
  }

  /** The mean of a window: its cells are added up in y, eight at a time. */
  private void average(MemorySegment x, int row, int column, MemorySegment y, int first, int end) {
    var cells = cellsOf(row, column);
    int to = column * pixelBytes;
    y.asSlice(to + first, end - first).fill((byte) 0);
    int next = 0;
    for (; next <= cells.length - 8; next += 8) {
      VectorWindowKernel.addEight(x, cells, next, y, to, first, end);
    }
    for (; next < cells.length; next++) {
      VectorWindowKernel.addOne(x, cells[next], y, to, first, end);
    }
    VectorWindowKernel.divide(y, to, op.divisor(row, column), y, to, first, end);
  }

  /** Where each cell of a window lies in its image. */
  private int[] cellsOf(int row, int column) {
    int top = geometry.rows().begins()[row];
    int left = geometry.columns().begins()[column];
    int width = geometry.columns().ends()[column] - left;
    var cells = new int[(geometry.rows().ends()[row] - top) * width];
    Arrays.setAll(cells, i -> (top + i / width) * inputRowBytes + (left + i % width) * pixelBytes);
    return cells;
  }
}
