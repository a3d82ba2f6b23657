package dev.fovea.kernels.java.pooling;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Whole rows of windows at once: maxima of up to 3×3 cells, means of 2×2 cells, and means of large
 * windows.
 */
final class VectorRowPooling {
  /** Cells that one sum adds up without losing digits. */
  private static final int MOST_CELLS = 256;

  private final Pool2d op;
  private final PoolGeometry geometry;
  private final WindowTaps taps;

  /** For small windows; else null. */
  private final WindowBlock.Kernel kernel;

  private VectorRowPooling(
      Pool2d op, PoolGeometry geometry, WindowBlock.Kernel kernel, int extent) {
    this.op = op;
    this.geometry = geometry;
    this.kernel = kernel;
    taps = WindowTaps.of(geometry, extent, extent);
  }

  /** The way for an operation, or null. */
  static VectorRowPooling of(Pool2d op, PoolGeometry geometry, boolean indices) {
    if (!geometry.fitsInt()) {
      return null;
    }
    int extent = Math.max(geometry.rows().largest(), geometry.columns().largest());
    if (op.kind() == Pool2d.Kind.MAX) {
      return extent <= 3
          ? new VectorRowPooling(
              op, geometry, maximum(op, geometry, extent, indices), Math.max(2, extent))
          : null;
    }
    if (isQuarter(op, geometry)) {
      return new VectorRowPooling(op, geometry, VectorMeanKernel::quarters, 2);
    }
    return isLarge(op, geometry) ? new VectorRowPooling(op, geometry, null, 2) : null;
  }

  private static WindowBlock.Kernel maximum(
      Pool2d op, PoolGeometry geometry, int extent, boolean indices) {
    if (extent == 3) {
      return indices ? VectorWinnerKernel::three : VectorMaximumKernel::three;
    }
    if (indices) {
      boolean pairs =
          2 * op.channels() <= Lanes.COUNT
              && geometry.tiles()
              && isTwo(geometry.rows())
              && isTwo(geometry.columns());
      return pairs ? VectorWinnerKernel::pairs : VectorWinnerKernel::two;
    }
    boolean fillsSeveral = op.channels() >= 4 * Lanes.COUNT && op.channels() % Lanes.COUNT == 0;
    return fillsSeveral ? VectorMaximumKernel::twoOfWhole : VectorMaximumKernel::two;
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
    long cells = (long) geometry.rows().largest() * geometry.columns().largest();
    return op.channels() >= Lanes.COUNT && cells >= 8 && cells <= MOST_CELLS;
  }

  /** Takes rows of windows of one image. */
  void run(WindowBlock block, WindowBlock.Rest rest) {
    if (kernel != null) {
      block.run(taps, kernel, rest);
      return;
    }
    for (int row = block.from(); row < block.to(); row++) {
      averageRow(row, block.cells(), block.windows());
    }
  }

  /** Means of a row of windows. */
  private void averageRow(int row, MemorySegment x, MemorySegment y) {
    int pixelBytes = taps.pixelBytes();
    int whole = pixelBytes / Lanes.BYTES * Lanes.BYTES;
    for (int column = 0; column < taps.count(); column++) {
      average(x, row, column, y, 0, whole);
      if (whole < pixelBytes) {
        average(x, row, column, y, pixelBytes - Lanes.BYTES, pixelBytes);
      }
    }
  }

  /** The mean of a window: its cells are added up in y, eight at a time. */
  private void average(MemorySegment x, int row, int column, MemorySegment y, int first, int end) {
    var cells = cellsOf(row, column);
    int to = taps.windows(row) + column * taps.pixelBytes();
    y.asSlice(to + first, end - first).fill((byte) 0);
    int next = 0;
    for (; next <= cells.length - 8; next += 8) {
      VectorMeanKernel.addEight(x, cells, next, y, to, first, end);
    }
    for (; next < cells.length; next++) {
      VectorMeanKernel.addOne(x, cells[next], y, to, first, end);
    }
    VectorMeanKernel.divide(y, to, op.divisor(row, column), y, to, first, end);
  }

  /** Where each cell of a window lies in its image. */
  private int[] cellsOf(int row, int column) {
    int top = geometry.rows().begins()[row];
    int left = geometry.columns().begins()[column];
    int width = geometry.columns().ends()[column] - left;
    var cells = new int[(geometry.rows().ends()[row] - top) * width];
    Arrays.setAll(cells, i -> taps.cells(top + i / width) + (left + i % width) * taps.pixelBytes());
    return cells;
  }
}
