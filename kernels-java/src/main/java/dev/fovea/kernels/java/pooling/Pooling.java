package dev.fovea.kernels.java.pooling;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.pooling.PoolingLoops.Cells;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Cuts {@link Pool2d} into rows of windows. Backward, where windows overlap, a task takes a band of
 * the input's rows and all windows that reach into it, so that no two tasks write to one cell.
 */
public final class Pooling {
  private static final PoolingLoops LOOPS = PoolingLoops.ofMode();

  private final Pool2d op;
  private final PoolGeometry geometry;

  /** Ways by vectors, or null. */
  private final VectorRowPooling values;

  private final VectorRowPooling positions;
  private final VectorNarrowTiles narrow;
  private final VectorTileGradient tiles;
  private final VectorRowGradient gathering;

  /** A plan. */
  public Pooling(Pool2d op) {
    this.op = op;
    geometry = PoolGeometry.of(op);
    // Classes of vector loops are named behind this alone: they need the incubator module.
    boolean vectors = VectorMode.current().isVector();
    values = vectors ? VectorRowPooling.of(op, geometry, false) : null;
    positions = vectors ? VectorRowPooling.of(op, geometry, true) : null;
    narrow = vectors ? VectorNarrowTiles.of(op, geometry) : null;
    tiles = vectors ? VectorTileGradient.of(op, geometry) : null;
    gathering = vectors && tiles == null ? VectorRowGradient.of(op, geometry) : null;
  }

  /** See {@link dev.fovea.backend.PoolingOps#pool2d}. */
  public void forward(MemorySegment x, MemorySegment y, MemorySegment indices, Workers workers) {
    var way = indices == null ? values : positions;
    forEachBlock(
        workers,
        (image, from, to, end) -> {
          WindowBlock.Rest rest = (row, first) -> forwardRow(image, row, first, x, y, indices);
          if (way == null) {
            rest.rows(from, to);
          } else {
            var written = y.asSlice(0, end * geometry.outputRow() * Float.BYTES);
            way.run(block(image, from, to, x, written, indices), rest);
          }
        });
  }

  /** What is done with rows of windows of one image. */
  private interface Block {
    /**
     * Takes rows.
     *
     * @param from the first
     * @param to the row after the last
     * @param end the row after the last of the task, counted through all images
     */
    void run(int image, int from, int to, long end);
  }

  /** Cuts rows of windows, counted through all images. */
  private void forEachTask(Workers workers, Ranges.Task task) {
    int rows = geometry.rows().count();
    long work = Math.max(1, geometry.inputImage() / rows);
    Ranges.run(workers, (long) op.n() * rows, Ranges.itemsPerTask(work), task);
  }

  private void forEachBlock(Workers workers, Block block) {
    int rows = geometry.rows().count();
    forEachTask(
        workers,
        (begin, count) -> {
          long end = begin + count;
          for (long image = begin / rows; image * rows < end; image++) {
            int from = (int) Math.max(0, begin - image * rows);
            int to = (int) Math.min(rows, end - image * rows);
            block.run((int) image, from, to, end);
          }
        });
  }

  /** Rows of windows; of each memory, what lies from their image on. */
  private WindowBlock block(
      int image,
      int from,
      int to,
      MemorySegment cells,
      MemorySegment windows,
      MemorySegment winners) {
    long at = output(image, 0, 0) * Float.BYTES;
    return new WindowBlock(
        cells.asSlice(image * geometry.inputImage() * Float.BYTES),
        windows.asSlice(at),
        winners == null ? null : winners.asSlice(at),
        from,
        to,
        geometry.columns().count());
  }

  /** A row of windows, from a column on. */
  private void forwardRow(
      int image,
      int outputRow,
      int first,
      MemorySegment x,
      MemorySegment y,
      MemorySegment indices) {
    int top = geometry.rows().begins()[outputRow];
    int bottom = geometry.rows().ends()[outputRow];
    for (int column = first; column < geometry.columns().count(); column++) {
      var cells = cells(image, top, bottom, column);
      long output = output(image, outputRow, column);
      if (op.kind() == Pool2d.Kind.MAX) {
        LOOPS.maximum(cells, x, y, indices, output);
      } else {
        LOOPS.average(cells, op.divisor(outputRow, column), x, y, output);
      }
    }
  }

  /** See {@link dev.fovea.backend.PoolingOps#pool2dGradient}. */
  public void gradient(
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx,
      Workers workers,
      ScratchPool memory) {
    if (narrow != null) {
      forEachTask(workers, (begin, count) -> narrow.run(dy, indices, dx, begin, count));
    } else if (tiles != null) {
      tiles(dy, indices, dx, workers);
    } else if (gathering != null) {
      gathering.run(dy, indices, dx, workers, memory);
    } else {
      bands(dy, indices, dx, workers);
    }
  }

  private void tiles(MemorySegment dy, MemorySegment indices, MemorySegment dx, Workers workers) {
    var rows = geometry.rows();
    long rowBytes = rows.ends()[0] * geometry.inputRow() * Float.BYTES;
    forEachBlock(
        workers,
        (image, from, to, end) ->
            tiles.run(
                block(image, from, to, dx.asSlice(0, end * rowBytes), dy, indices),
                (row, first) ->
                    gradientRow(
                        image,
                        row,
                        first,
                        rows.begins()[row],
                        rows.ends()[row],
                        dy,
                        indices,
                        dx,
                        false)));
  }

  private void bands(MemorySegment dy, MemorySegment indices, MemorySegment dx, Workers workers) {
    int height = geometry.rows().size();
    int band = Math.min(height, Ranges.itemsPerTask(geometry.inputRow()));
    int bands = (height + band - 1) / band;
    int images = Ranges.itemsPerTask(geometry.inputImage());
    Ranges.run(
        workers,
        (long) op.n() * bands,
        images,
        (begin, count) -> {
          for (long item = begin; item < begin + count; item++) {
            int top = (int) (item % bands) * band;
            int bottom = Math.min(height, top + band);
            band((int) (item / bands), top, bottom, dy, indices, dx);
          }
        });
  }

  private void band(
      int image, int top, int bottom, MemorySegment dy, MemorySegment indices, MemorySegment dx) {
    boolean add = !geometry.tiles();
    if (add) {
      long first = image * geometry.inputImage() + top * geometry.inputRow();
      long length = (bottom - top) * geometry.inputRow();
      dx.asSlice(first * Float.BYTES, length * Float.BYTES).fill((byte) 0);
    }
    for (int row = 0; row < geometry.rows().count(); row++) {
      int from = Math.max(top, geometry.rows().begins()[row]);
      int to = Math.min(bottom, geometry.rows().ends()[row]);
      if (from < to) {
        gradientRow(image, row, 0, from, to, dy, indices, dx, add);
      }
    }
  }

  private void gradientRow(
      int image,
      int outputRow,
      int first,
      int top,
      int bottom,
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx,
      boolean add) {
    for (int column = first; column < geometry.columns().count(); column++) {
      var cells = cells(image, top, bottom, column);
      long output = output(image, outputRow, column);
      if (op.kind() == Pool2d.Kind.MAX) {
        LOOPS.maximumGradient(cells, dy, indices, output, dx, add);
      } else {
        LOOPS.averageGradient(cells, op.divisor(outputRow, column), dy, output, dx, add);
      }
    }
  }

  /** The cells of a column of windows, from row {@code top} to before {@code bottom}. */
  private Cells cells(int image, int top, int bottom, int column) {
    int left = geometry.columns().begins()[column];
    int width = geometry.columns().size();
    int position = top * width + left;
    return new Cells(
        image * geometry.inputImage() + (long) position * geometry.channels(),
        position,
        bottom - top,
        geometry.columns().ends()[column] - left,
        width,
        geometry.channels());
  }

  private long output(int image, int row, int column) {
    return ((long) image * geometry.rows().count() + row) * geometry.outputRow()
        + (long) column * geometry.channels();
  }
}
