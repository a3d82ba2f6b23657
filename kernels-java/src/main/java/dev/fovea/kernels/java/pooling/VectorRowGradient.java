package dev.fovea.kernels.java.pooling;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.pooling.VectorGradientKernel.Cells;
import dev.fovea.kernels.java.pooling.VectorGradientKernel.Windows;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * Gradients of means and maxima that write every cell once: windows that tile the image, and maxima
 * of 3×3 cells two cells apart, of which up to four are over a cell. There a task takes pairs of
 * rows of cells: the middle row of a row of windows and the one it shares with the next.
 */
final class VectorRowGradient {
  /** Winners of windows that don't exist: no position. */
  private static final byte NOBODY = -1;

  private final Pool2d op;
  private final PoolGeometry geometry;
  private final int pixelBytes;
  private final boolean tiles;

  private VectorRowGradient(Pool2d op, PoolGeometry geometry) {
    this.op = op;
    this.geometry = geometry;
    pixelBytes = op.channels() * Float.BYTES;
    tiles = geometry.tiles();
  }

  /** The way for an operation, or null. */
  static VectorRowGradient of(Pool2d op, PoolGeometry geometry) {
    if (op.channels() < Lanes.COUNT || !geometry.fitsInt()) {
      return null;
    }
    boolean suits =
        geometry.tiles()
            ? op.kind() == Pool2d.Kind.AVERAGE
                || (isTwo(geometry.rows()) && isTwo(geometry.columns()))
            : op.kind() == Pool2d.Kind.MAX && overlaps(op.rows()) && overlaps(op.columns());
    return suits ? new VectorRowGradient(op, geometry) : null;
  }

  private static boolean isTwo(PoolGeometry.Axis axis) {
    return axis.equalWindows() && axis.ends()[0] == 2;
  }

  /** Windows of three cells, two apart, the last of which ends where the image does. */
  private static boolean overlaps(PoolAxis axis) {
    return axis instanceof Window window
        && window.kernel() == 3
        && window.stride() == 2
        && window.before() <= 1
        && window.size() == 2 * window.output() + 1 - window.before();
  }

  /** See {@link Pooling#gradient}. */
  void run(
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx,
      Workers workers,
      ScratchPool memory) {
    int first = tiles ? 0 : before(op.rows()) - 1; // without padding, row 0 is one that is shared
    int rows = geometry.rows().count() - first;
    int grain = Ranges.itemsPerTask(geometry.inputImage() / rows);
    long outputBytes = geometry.outputRow() * Float.BYTES;
    try (var nobody = memory.bytes(outputBytes)) {
      nobody.segment().asSlice(0, outputBytes).fill(NOBODY);
      Ranges.run(
          workers,
          (long) op.n() * rows,
          grain,
          (begin, count) -> {
            for (long item = begin; item < begin + count; item++) {
              int image = (int) (item / rows);
              image(image, dy, indices, dx, nobody.segment()).row((int) (item % rows) + first);
            }
          });
    }
  }

  private static int before(PoolAxis axis) {
    return ((Window) axis).before();
  }

  private Image image(
      int image, MemorySegment dy, MemorySegment indices, MemorySegment dx, MemorySegment nobody) {
    long bytes = geometry.rows().count() * geometry.outputRow() * Float.BYTES;
    long cellBytes = geometry.inputImage() * Float.BYTES;
    return new Image(
        dy.asSlice(image * bytes, bytes),
        indices == null ? null : indices.asSlice(image * bytes, bytes),
        dx.asSlice(image * cellBytes, cellBytes),
        nobody);
  }

  /** One image. */
  private final class Image {
    private final MemorySegment dy;
    private final MemorySegment indices;
    private final MemorySegment dx;
    private final Windows nobody;

    private Image(MemorySegment dy, MemorySegment indices, MemorySegment dx, MemorySegment nobody) {
      this.dy = dy;
      this.indices = indices;
      this.dx = dx;
      this.nobody = new Windows(dy, nobody, 0); // gradients that nobody gets
    }

    /** The cells that belong to one row of windows. */
    void row(int row) {
      if (op.kind() == Pool2d.Kind.AVERAGE) {
        averageRow(row);
      } else if (tiles) {
        VectorGradientKernel.tiles(
            windows(row, 0),
            cells(2 * row, 0),
            cells(2 * row + 1, 0),
            pixelBytes,
            geometry.columns().count());
      } else {
        overlappingRow(row);
      }
    }

    private Windows windows(int row, int column) {
      int at = (row * geometry.columns().count() + column) * pixelBytes;
      return row < 0 || row >= geometry.rows().count() ? nobody : new Windows(dy, indices, at);
    }

    private Cells cells(int row, int column) {
      int position = row * geometry.columns().size() + column;
      return new Cells(dx, position * pixelBytes, position);
    }

    private void overlappingRow(int row) {
      int middle = 2 * row + 1 - before(op.rows());
      int left = 1 - before(op.columns());
      int last = geometry.columns().count() - 1;
      // Of the row above the image nothing is kept: what is written first is overwritten.
      int kept = Math.max(0, middle);
      var shared = cells(middle + 1, left);
      VectorGradientKernel.middleRow(windows(row, 0), cells(kept, left), pixelBytes, last + 1);
      VectorGradientKernel.sharedRow(
          windows(row, 0), windows(row + 1, 0), shared, pixelBytes, last + 1);
      if (left == 1) {
        column(row, 0, kept, middle + 1, 0);
      }
      column(row, last, kept, middle + 1, left + 2 * last);
      column(row, last, kept, middle + 1, left + 2 * last + 1);
    }

    private void column(int row, int window, int middle, int shared, int column) {
      VectorGradientKernel.column(
          windows(row, window),
          windows(row + 1, window),
          cells(middle, column),
          cells(shared, column),
          pixelBytes);
    }

    private void divide(int from, int divisor, int to) {
      int whole = pixelBytes / Lanes.BYTES * Lanes.BYTES;
      VectorMeanKernel.divide(dy, from, divisor, dx, to, 0, whole);
      if (whole < pixelBytes) {
        VectorMeanKernel.divide(dy, from, divisor, dx, to, pixelBytes - Lanes.BYTES, pixelBytes);
      }
    }

    /** The first cell of each window is computed, the others are copies. */
    private void averageRow(int row) {
      int top = geometry.rows().begins()[row];
      int bottom = geometry.rows().ends()[row];
      for (int column = 0; column < geometry.columns().count(); column++) {
        int left = geometry.columns().begins()[column];
        int from = (row * geometry.columns().count() + column) * pixelBytes;
        int first = (top * geometry.columns().size() + left) * pixelBytes;
        divide(from, op.divisor(row, column), first);
        for (int cellRow = top; cellRow < bottom; cellRow++) {
          for (int cell = left; cell < geometry.columns().ends()[column]; cell++) {
            int to = (cellRow * geometry.columns().size() + cell) * pixelBytes;
            if (to != first) {
              MemorySegment.copy(dx, first, dx, to, pixelBytes);
            }
          }
        }
      }
    }
  }
}
