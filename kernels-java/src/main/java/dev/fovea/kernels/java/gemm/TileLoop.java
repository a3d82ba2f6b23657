package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.memory.ArrayPool;
import java.lang.foreign.MemorySegment;

/**
 * The loops around the micro-kernels: over panels of b, and for each over the rows of a block of a.
 */
public final class TileLoop {
  /**
   * Packing a's rows repays its pass over them from this many panels on, and from more steps than
   * {@link #FEW_STEPS}: measured with ResNet's and SqueezeNet's 1×1 layers on Zen 4.
   */
  private static final int PACKED_PANELS = 4;

  private static final int FEW_STEPS = 32;

  /**
   * Panels that a strip is multiplied by before the next: together a megabyte at most, which the
   * second-level cache holds. Their tiles lie side by side in y, in as many pages as one of them.
   */
  private static final int GROUPED_PANELS = 8;

  /** Rows of the tiles that a kernel is called for; each kernel's rows divide them. */
  static final int ROWS = 48;

  /**
   * Vectors of the tiles that a kernel is called for where results go far, to memory itself: the
   * stores to y and those of the next tiles together are fewer than the 64 or so that a core holds
   * back, so that it computes on while memory takes them. (VGG's first layer on Zen 4: 3.0 ms with
   * 96 vectors a call, 2.9 with 48, 2.5 with 24.)
   */
  private static final int FAR_VECTORS = 24;

  /** Bytes of results from which they go far. */
  private static final long FAR_BYTES = 8 << 20;

  private final ArrayPool arrays;

  /** Whether a's rows are best read as they lie, for so many panels and steps. */
  static boolean readsRows(int panels, int depth) {
    return panels < PACKED_PANELS || depth <= FEW_STEPS;
  }

  /** Loops with this working memory. */
  public TileLoop(ArrayPool arrays) {
    this.arrays = arrays;
  }

  /**
   * Multiplies a block of a by some panels.
   *
   * @param a the block
   * @param rows rows of the block
   * @param firstStep first step of the sum, in the panels
   * @param depth steps of the sum
   * @param panels how b is packed
   * @param packed the packed b
   * @param begin first panel
   * @param end panel after the last
   * @param resultBytes bytes of what the results go to
   * @param sink takes the tiles
   */
  public void multiply(
      Block a,
      int rows,
      int firstStep,
      int depth,
      Panels panels,
      MemorySegment packed,
      int begin,
      int end,
      long resultBytes,
      TileSink sink) {
    if (!readsRows(end - begin, depth)) {
      var values = arrays.take(Strips.length(rows, depth));
      var strips = new Strips(depth, values);
      var lines = arrays.take(Strips.LINES);
      strips.pack(a, rows, lines);
      arrays.giveBack(lines);
      multiply(strips, rows, firstStep, panels, packed, begin, end, sink);
      arrays.giveBack(values);
      return;
    }
    var tile = arrays.take(ROWS * panels.kernels().blocking().nr());
    int wide = panels.isNarrow(end - 1) ? end - 1 : end;
    boolean far = resultBytes > FAR_BYTES;
    multiply(a, rows, firstStep, depth, panels, packed, begin, wide, far, tile, sink);
    multiply(a, rows, firstStep, depth, panels, packed, wide, end, far, tile, sink);
    arrays.giveBack(tile);
  }

  /**
   * Multiplies by panels of one width. All panels take some tiles' rows before the next rows come:
   * so whole rows of y are written, one after the other.
   */
  private static void multiply(
      Block a,
      int rows,
      int firstStep,
      int depth,
      Panels panels,
      MemorySegment packed,
      int begin,
      int end,
      boolean far,
      float[] tile,
      TileSink sink) {
    if (begin == end) {
      return;
    }
    var kernels = panels.kernels();
    var kernel = panels.isNarrow(begin) ? kernels.narrow() : kernels.wide();
    int vectors = kernel.rows() * kernel.columns() / kernels.narrow().columns();
    int most = far ? Math.max(FAR_VECTORS / vectors, 1) * kernel.rows() : ROWS;
    for (int row = 0; row < rows; row += most) {
      int count = Math.min(most, rows - row);
      int tiles = Math.ceilDiv(count, kernel.rows());
      for (int panel = begin; panel < end; panel++) {
        kernel.multiply(
            depth,
            a.values(),
            a.offset(),
            a.rows(),
            a.firstRow() + row,
            tiles,
            a.steps(),
            a.firstStep(),
            packed,
            panels.offset(panel, firstStep),
            tile);
        accept(tile, kernel.columns(), row, count, panels, panel, sink);
      }
    }
  }

  /** The same for a block that is packed. */
  public void multiply(
      Strips a,
      int rows,
      int firstStep,
      Panels panels,
      MemorySegment packed,
      int begin,
      int end,
      TileSink sink) {
    var tile = arrays.take(panels.kernels().tileLength());
    for (int group = begin; group < end; group += GROUPED_PANELS) {
      int groupEnd = Math.min(group + GROUPED_PANELS, end);
      for (int row = 0; row < rows; row += Strips.HEIGHT) {
        multiply(a, row, rows, firstStep, panels, packed, group, groupEnd, tile, sink);
      }
    }
    arrays.giveBack(tile);
  }

  /** Multiplies one strip by some panels. */
  private static void multiply(
      Strips a,
      int row,
      int rows,
      int firstStep,
      Panels panels,
      MemorySegment packed,
      int begin,
      int end,
      float[] tile,
      TileSink sink) {
    for (int panel = begin; panel < end; panel++) {
      var kernel = panels.kernels().strip(rows - row, panels, panel);
      int offset = panels.offset(panel, firstStep);
      kernel.multiply(a.depth(), a.values(), a.offset(row), packed, offset, tile, 0);
      int count = Math.min(kernel.rows(), rows - row);
      accept(tile, kernel.columns(), row, count, panels, panel, sink);
    }
  }

  private static void accept(
      float[] tile, int width, int row, int rows, Panels panels, int panel, TileSink sink) {
    sink.accept(tile, width, row, rows, panels.firstColumn(panel), panels.columns(panel));
  }
}
