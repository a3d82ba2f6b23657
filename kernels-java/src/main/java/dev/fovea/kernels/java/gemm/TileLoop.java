package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.memory.ArrayPool;
import java.lang.foreign.MemorySegment;

/**
 * The loops around the kernels: over panels of b, and for each over the rows of a block of a, which
 * are packed, or lie in memory, or are positions in an array.
 */
public final class TileLoop {
  /**
   * Packing rows of positions in an array repays its pass over them from this many panels on, and
   * from more steps than {@link #FEW_STEPS}.
   */
  private static final int PACKED_PANELS = 4;

  /** Steps for which rows are not worth packing. */
  private static final int FEW_STEPS = 32;

  /**
   * Panels that a strip is multiplied by before the next: together a megabyte at most, which the
   * second-level cache holds. Their tiles lie side by side in y, in as many pages as one of them.
   */
  private static final int GROUPED_PANELS = 8;

  /** Rows of the tiles that a kernel is called for; each kernel's rows divide them. */
  private static final int ROWS = 48;

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

  /** Rows of which a product of rows in memory has whole tiles, for so many panels and steps. */
  static int unit(int panels, int depth) {
    var kernels = KernelSet.CURRENT;
    return isDirect(panels, depth) ? kernels.direct().rows() : kernels.lines().rows();
  }

  /** Whether rows in memory are best read where they lie, for so many panels and steps. */
  private static boolean isDirect(int panels, int depth) {
    return panels <= KernelSet.CURRENT.blocking().directPanels() || depth <= FEW_STEPS;
  }

  /** Loops with this working memory. */
  public TileLoop(ArrayPool arrays) {
    this.arrays = arrays;
  }

  /**
   * Multiplies a block of a by some panels.
   *
   * @param a positions of the block's values
   * @param rows rows of the block
   * @param b the panels
   * @param resultBytes bytes of what the results go to
   * @param sink takes the tiles
   */
  public void multiply(Block a, int rows, PanelRange b, long resultBytes, TileSink sink) {
    if (b.count() >= PACKED_PANELS && b.depth() > FEW_STEPS) {
      packed(a, rows, b, sink);
      return;
    }
    var kernels = b.panels().kernels();
    byRows(a, kernels.wide(), rows, b.wide(), resultBytes, sink);
    byRows(a, kernels.narrow(), rows, b.narrow(), resultBytes, sink);
  }

  private void packed(Block a, int rows, PanelRange b, TileSink sink) {
    var values = arrays.take(Strips.length(rows, b.depth()));
    var strips = new Strips(b.depth(), values);
    var lines = arrays.take(Strips.LINES);
    strips.pack(a, rows, lines);
    arrays.giveBack(lines);
    multiply(strips, rows, b, sink);
    arrays.giveBack(values);
  }

  private void byRows(
      Block a, MicroKernel kernel, int rows, PanelRange b, long resultBytes, TileSink sink) {
    byRows(
        kernel.rows(),
        kernel.columns(),
        0,
        rows,
        b,
        resultBytes,
        sink,
        (row, count, panel, tile) ->
            kernel.multiply(
                b.depth(),
                a.values(),
                a.offset(),
                a.rows(),
                a.firstRow() + row,
                Math.ceilDiv(count, kernel.rows()),
                a.steps(),
                a.firstStep(),
                b.packed(),
                b.offset(panel),
                tile));
  }

  /**
   * Multiplies rows in memory by some panels: for few where they lie, for many whole tiles' rows
   * are copied first.
   *
   * @param a memory of the left matrix
   * @param start where the first row's first step lies, in bytes
   * @param stride bytes between rows
   * @param rows rows to multiply
   * @param b the panels
   * @param resultBytes bytes of what the results go to
   * @param sink takes the tiles
   */
  void multiply(
      MemorySegment a,
      long start,
      long stride,
      int rows,
      PanelRange b,
      long resultBytes,
      TileSink sink) {
    var kernels = b.panels().kernels();
    var wide = b.wide();
    int done = 0;
    if (!isDirect(wide.count(), b.depth())) {
      done = rows - rows % kernels.lines().rows();
      byLines(a, start, stride, kernels.lines(), done, wide, sink);
    }
    byRows(a, start, stride, kernels.direct(), done, rows, wide, resultBytes, sink);
    byRows(a, start, stride, kernels.narrowDirect(), 0, rows, b.narrow(), resultBytes, sink);
  }

  /**
   * By rows that are copied: those of one tile where all panels are one group, otherwise a block of
   * them, once for all groups.
   */
  private void byLines(
      MemorySegment a,
      long start,
      long stride,
      LineKernel kernel,
      int rows,
      PanelRange b,
      TileSink sink) {
    if (rows == 0) {
      return;
    }
    int unit = kernel.rows();
    boolean kept = b.count() > GROUPED_PANELS;
    int block = Math.min(rows, kept ? KernelSet.CURRENT.blocking().mc() / unit * unit : unit);
    var lines = arrays.take(block * Lines.LENGTH);
    var tile = arrays.take(unit * kernel.columns());
    for (int top = 0; top < rows; top += block) {
      int end = Math.min(top + block, rows);
      Lines.copy(a, start + top * stride, stride, end - top, b.depth(), lines, 0);
      for (int group = b.begin(); group < b.end(); group += GROUPED_PANELS) {
        var grouped = b.to(group, Math.min(group + GROUPED_PANELS, b.end()));
        for (int row = top; row < end; row += unit) {
          int line = (row - top) * Lines.LENGTH;
          for (int panel = grouped.begin(); panel < grouped.end(); panel++) {
            kernel.multiply(b.depth(), lines, line, 0, 1, b.packed(), b.offset(panel), tile, 0);
            accept(tile, kernel.columns(), row, unit, b.panels(), panel, sink);
          }
        }
      }
    }
    arrays.giveBack(tile);
    arrays.giveBack(lines);
  }

  private void byRows(
      MemorySegment a,
      long start,
      long stride,
      DirectKernel kernel,
      int first,
      int rows,
      PanelRange b,
      long resultBytes,
      TileSink sink) {
    byRows(
        kernel.rows(),
        kernel.columns(),
        first,
        rows,
        b,
        resultBytes,
        sink,
        (row, count, panel, tile) ->
            kernel.multiply(
                b.depth(),
                a,
                start + row * stride,
                stride,
                count,
                b.packed(),
                b.offset(panel),
                tile));
  }

  /** Multiplies some rows by a panel, into a tile. */
  private interface RowTiles {
    void multiply(int row, int count, int panel, float[] tile);
  }

  /**
   * All panels, of one width, take some tiles' rows before the next rows come: so whole rows of y
   * are written, one after the other.
   */
  private void byRows(
      int tileRows,
      int tileColumns,
      int first,
      int rows,
      PanelRange b,
      long resultBytes,
      TileSink sink,
      RowTiles kernel) {
    if (b.count() == 0 || first == rows) {
      return;
    }
    var tile = arrays.take(ROWS * tileColumns);
    int vectors = tileRows * tileColumns / b.panels().kernels().narrow().columns();
    boolean far = resultBytes > FAR_BYTES;
    int most = far ? Math.max(FAR_VECTORS / vectors, 1) * tileRows : ROWS;
    for (int row = first; row < rows; row += most) {
      int count = Math.min(most, rows - row);
      for (int panel = b.begin(); panel < b.end(); panel++) {
        kernel.multiply(row, count, panel, tile);
        accept(tile, tileColumns, row, count, b.panels(), panel, sink);
      }
    }
    arrays.giveBack(tile);
  }

  /** Multiplies a block that is packed by some panels. */
  void multiply(Strips a, int rows, PanelRange b, TileSink sink) {
    var tile = arrays.take(b.panels().kernels().tileLength());
    for (int group = b.begin(); group < b.end(); group += GROUPED_PANELS) {
      var grouped = b.to(group, Math.min(group + GROUPED_PANELS, b.end()));
      for (int row = 0; row < rows; row += Strips.HEIGHT) {
        multiply(a, row, rows, grouped, tile, sink);
      }
    }
    arrays.giveBack(tile);
  }

  /** Multiplies one strip by some panels. */
  private static void multiply(
      Strips a, int row, int rows, PanelRange b, float[] tile, TileSink sink) {
    var panels = b.panels();
    for (int panel = b.begin(); panel < b.end(); panel++) {
      var kernel = panels.kernels().strip(rows - row, panels, panel);
      int offset = b.offset(panel);
      kernel.multiply(a.depth(), a.values(), a.offset(row), b.packed(), offset, tile);
      int count = Math.min(kernel.rows(), rows - row);
      accept(tile, kernel.columns(), row, count, panels, panel, sink);
    }
  }

  private static void accept(
      float[] tile, int width, int row, int rows, Panels panels, int panel, TileSink sink) {
    sink.accept(tile, width, row, rows, panels.firstColumn(panel), panels.columns(panel));
  }
}
