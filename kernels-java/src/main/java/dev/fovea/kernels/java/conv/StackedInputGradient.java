package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.LineTiles;
import dev.fovea.kernels.java.gemm.Lines;
import dev.fovea.kernels.java.gemm.Output;
import dev.fovea.kernels.java.gemm.PanelPacker;
import dev.fovea.kernels.java.gemm.PanelRange;
import dev.fovea.kernels.java.gemm.Panels;
import dev.fovea.kernels.java.memory.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The gradient to an input of few channels, a row of it at a time. What output column {@code q}
 * gives to row {@code p} of the padded image is a window of that row, and all of them are one
 * product:
 *
 * <pre>{@code
 * window[q][kw · C + c] = Σ dy[p - kh][q][f] · w[kh][kw][c][f]    over kh and f
 * dx[p][q · stride + kw][c] += window[q][kw · C + c]
 * }</pre>
 *
 * Its steps are the filters of some rows of the filter, which are stacked, last first: so those
 * that reach a row are a run of the panel, and of the line in which each output column's gradients
 * lie. {@link ProductInputGradient} has a product of a filter row each, a few steps, and adds
 * {@code KH} times as many windows to their cells. (Here 1.0 to 3.0 times as fast; decision 10.) To
 * be used by the vector implementations alone.
 */
final class StackedInputGradient implements InputGradient {
  private static final int TILE = LineTiles.HIGH;
  private static final int LINE = LineTiles.LENGTH;
  private static final int WINDOW = VectorWindowFold.WINDOW;

  /** Columns of an output at most: each has a line, and all lines of a block are some megabytes. */
  private static final int MOST_COLUMNS = 2048;

  private final Conv2d op;
  private final ConvolutionContext context;
  private final GradientBands bands;
  private final GradientWriter writer;
  private final PanelPacker packer;
  private final VectorWindowFold fold;

  /** One row of the filter. */
  private final Panels filterRow;

  /** All rows, the last first. */
  private final Panels stack;

  StackedInputGradient(Conv2d op, ConvolutionContext context) {
    this.op = op;
    this.context = context;
    bands = GradientBands.of(op);
    writer = new GradientWriter(bands, context.arrays());
    packer = new PanelPacker(context.workers(), context.arrays());
    fold = new VectorWindowFold(op, rowLength());
    int window = op.columns().kernel() * op.channels();
    filterRow = Panels.of(op.filters(), window);
    stack = Panels.of(op.rows().kernel() * op.filters(), window);
  }

  /** Whether a window is two vectors, and neither a line's steps nor lines are too many. */
  static boolean fits(Conv2d op) {
    return op.groups() == 1
        && op.rows().stride() == 1
        && op.rows().dilation() == 1
        && op.columns().dilation() == 1
        && VectorWindowFold.fits(op)
        && op.columns().output() <= MOST_COLUMNS
        && (long) GradientBands.of(op).outputRows() * op.filters() <= LineTiles.DEPTH
        && (long) op.rows().kernel() * op.filters() <= LineTiles.DEPTH;
  }

  /** Values of a row of the padded image. */
  private int rowLength() {
    return bands.paddedColumns() * op.channels();
  }

  @Override
  public void run(MemorySegment dy, MemorySegment w, Output output) {
    try (var filters = pack(w)) {
      context.workers().run(bands.count(), index -> block(dy, index, filters.segment(), output));
    }
  }

  private Scratch pack(MemorySegment w) {
    var packed = context.scratch().floats(stack.length());
    var rows = new MemorySegment[op.rows().kernel()];
    long bytes = (long) filterRow.length() * Float.BYTES;
    Arrays.setAll(rows, row -> packed.segment().asSlice((rows.length - 1 - row) * bytes, bytes));
    long weights = (long) filterRow.columns() * op.filters();
    packer.pack(filterRow, w, row -> row * weights, op.filters(), true, rows);
    return packed;
  }

  private void block(MemorySegment dy, int index, MemorySegment filters, Output output) {
    var arrays = context.arrays();
    var band = bands.band(index);
    int begin = band.beginOutput(op, op.rows().kernel() - 1);
    int end = band.endOutput(op, 0);
    int tiles = Math.ceilDiv(band.images() * op.columns().output(), TILE);
    var lines = arrays.take(tiles * TILE * LINE);
    copy(dy, band, begin, end, lines);
    var windows = arrays.take(tiles * TILE * WINDOW);
    var work = arrays.take(LineTiles.WORK);
    var values = arrays.take(band.images() * band.paddedRows() * rowLength());
    for (int row = 0; row < band.paddedRows(); row++) {
      int reaching = band.beginPadded() + row - op.rows().kernel() + 1;
      int first = Math.max(begin, reaching);
      int depth = (Math.min(end, reaching + op.rows().kernel()) - first) * op.filters();
      int step = (first - reaching) * op.filters();
      var range = PanelRange.all(stack, filters, step, depth);
      multiply(lines, (first - begin) * op.filters(), band.images(), range, windows, work);
      fold(windows, band, row, values);
    }
    arrays.giveBack(work);
    arrays.giveBack(windows);
    arrays.giveBack(lines);
    writer.write(values, band, output);
    arrays.giveBack(values);
  }

  /** Copies output rows: to a line for each column, one row of it after the other. */
  private void copy(MemorySegment dy, GradientBands.Band band, int begin, int end, float[] lines) {
    int columns = op.columns().output();
    long pixelBytes = (long) op.filters() * Float.BYTES;
    for (int i = 0; i < band.images(); i++) {
      for (int row = begin; row < end; row++) {
        long pixel = ((long) (band.image() + i) * op.rows().output() + row) * columns;
        int to = i * columns * LINE + (row - begin) * op.filters();
        Lines.copy(dy, pixel * pixelBytes, pixelBytes, columns, op.filters(), lines, to);
      }
    }
  }

  private void multiply(
      float[] lines, int step, int images, PanelRange filters, float[] windows, float[] work) {
    int columns = images * op.columns().output();
    int tiles = columns / TILE;
    LineTiles.multiply(tiles, TILE, lines, step, TILE * LINE, filters, 0, windows, 0, work);
    int done = tiles * TILE;
    if (done < columns) {
      int rows = LineTiles.rows(columns - done);
      int at = done * LINE + step;
      LineTiles.multiply(1, rows, lines, at, 0, filters, 0, windows, done * WINDOW, work);
    }
  }

  private void fold(float[] windows, GradientBands.Band band, int row, float[] values) {
    for (int i = 0; i < band.images(); i++) {
      int to = (i * band.paddedRows() + row) * rowLength();
      fold.fold(windows, i * op.columns().output() * WINDOW, values, to);
    }
  }
}
