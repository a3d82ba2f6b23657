package dev.fovea.kernels.java.pooling;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.pooling.PoolingLoops.Cells;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Cuts {@link Pool2d} into windows: forward a task takes rows of the output; backward it takes a
 * band of the input's rows and all windows that reach into it, so that no two tasks write to one
 * cell.
 */
public final class Pooling {
  private static final PoolingLoops LOOPS = PoolingLoops.ofMode();

  private final Pool2d op;
  private final PoolGeometry geometry;

  /** The way for few channels, or null. */
  private final VectorTilePooling tiles;

  /** The way for small windows without indices, or null. */
  private final VectorRowPooling wholeRows;

  private Pooling(Pool2d op) {
    this.op = op;
    this.geometry = PoolGeometry.of(op);
    this.tiles = op.kind() == Pool2d.Kind.MAX ? tilesOf(geometry) : null;
    this.wholeRows = VectorMode.current().isVector() ? VectorRowPooling.of(op, geometry) : null;
  }

  /** Asked only in vector mode: the class needs the incubator module. */
  private static VectorTilePooling tilesOf(PoolGeometry geometry) {
    return VectorMode.current().isVector() ? VectorTilePooling.of(geometry) : null;
  }

  /** See {@link dev.fovea.backend.PoolingOps#pool2d}. */
  public static void forward(
      Pool2d op, MemorySegment x, MemorySegment y, MemorySegment indices, Workers workers) {
    var pooling = new Pooling(op);
    var geometry = pooling.geometry;
    int outputRows = geometry.rows().count();
    long work = Math.max(1, geometry.inputImage() / outputRows);
    Ranges.run(
        workers,
        (long) op.n() * outputRows,
        Ranges.itemsPerTask(work),
        (begin, count) -> {
          boolean whole = pooling.wholeRows != null && indices == null;
          var scratch = whole ? null : pooling.scratch();
          for (long item = begin; item < begin + count; item++) {
            int image = (int) (item / outputRows);
            int row = (int) (item % outputRows);
            if (scratch != null) {
              pooling.tiles.forward(image, row, x, y, indices, scratch);
            } else {
              int done = whole ? pooling.wholeRows.forward(image, row, x, y) : 0;
              pooling.forwardRow(image, row, done, x, y, indices);
            }
          }
        });
  }

  private VectorTilePooling.Scratch scratch() {
    return tiles == null ? null : tiles.new Scratch();
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
  public static void gradient(
      Pool2d op,
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx,
      Workers workers,
      ScratchPool memory) {
    var pooling = new Pooling(op);
    var gathering =
        VectorMode.current().isVector() ? VectorRowGradient.of(op, pooling.geometry) : null;
    if (gathering != null) {
      gathering.run(dy, indices, dx, workers, memory);
      return;
    }
    int height = pooling.geometry.rows().size();
    int band = Math.min(height, Ranges.itemsPerTask(pooling.geometry.inputRow()));
    int bands = (height + band - 1) / band;
    int images = Ranges.itemsPerTask(pooling.geometry.inputImage());
    Ranges.run(
        workers,
        (long) op.n() * bands,
        images,
        (begin, count) -> {
          var scratch = pooling.scratch();
          for (long item = begin; item < begin + count; item++) {
            int top = (int) (item % bands) * band;
            int bottom = Math.min(height, top + band);
            pooling.gradientBand((int) (item / bands), top, bottom, dy, indices, dx, scratch);
          }
        });
  }

  private void gradientBand(
      int image,
      int top,
      int bottom,
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx,
      VectorTilePooling.Scratch scratch) {
    boolean add = !geometry.tiles();
    if (add) {
      long first = image * geometry.inputImage() + top * geometry.inputRow();
      long length = (bottom - top) * geometry.inputRow();
      dx.asSlice(first * Float.BYTES, length * Float.BYTES).fill((byte) 0);
    }
    for (int row = 0; row < geometry.rows().count(); row++) {
      int from = Math.max(top, geometry.rows().begins()[row]);
      int to = Math.min(bottom, geometry.rows().ends()[row]);
      if (from < to && scratch != null) {
        tiles.gradient(image, row, from, to, dy, indices, dx, scratch);
      } else if (from < to) {
        gradientRow(image, row, from, to, dy, indices, dx, add);
      }
    }
  }

  private void gradientRow(
      int image,
      int outputRow,
      int top,
      int bottom,
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx,
      boolean add) {
    for (int column = 0; column < geometry.columns().count(); column++) {
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
