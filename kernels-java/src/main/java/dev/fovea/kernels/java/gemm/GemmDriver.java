package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Matrix product: packs b once, then multiplies blocks of a by it, in parallel over a grid of rows
 * and panels. The grid may depend on the number of threads, the order of each sum does not.
 */
public final class GemmDriver {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final Blocking BLOCKING = KERNELS.blocking();

  /** Multiply-adds that are worth a task: some microseconds. */
  private static final long TASK_WORK = 200_000;

  /** With this many columns of b, a block of a is used often enough to repay transposing it. */
  private static final int TRANSPOSED_COLUMNS = 256;

  /** Floats of packed b held at once. */
  private static final int PACKED_LIMIT = 1 << 24;

  /** Values between the rows of a block of a: not a power of two, for the cache's sake. */
  private static final int BLOCK_STRIDE = BLOCKING.kc() + 16;

  private static final int[] ROWS_OF_ROW_MAJOR = multiples(BLOCKING.mc(), BLOCK_STRIDE);
  private static final int[] UNIT_ROWS = multiples(BLOCKING.mc(), 1);
  private static final int[] UNIT_STEPS = multiples(BLOCKING.kc(), 1);
  private static final int[] STEPS_OF_COLUMN_MAJOR =
      multiples(BLOCKING.kc(), BLOCKING.mc() + KERNELS.maxRows());

  private final Workers workers;
  private final ArrayPool arrays;
  private final PanelPacker packer;

  /** A driver on these threads and this working memory. */
  public GemmDriver(Workers workers, ArrayPool arrays) {
    this.workers = workers;
    this.arrays = arrays;
    packer = new PanelPacker(workers, arrays);
  }

  /** Rows past the block's last are read, but what comes of them is not stored. */
  private static int[] multiples(int count, int stride) {
    var positions = new int[count + KERNELS.maxRows()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i * stride;
    }
    return positions;
  }

  /**
   * See {@link Gemm}.
   *
   * @param output y and the epilogue; alpha and beta are the operation's
   */
  public void run(Gemm op, MemorySegment a, MemorySegment b, Output output) {
    if (op.batch() == 1) {
      matrix(op, 0, a, b, output);
    } else {
      workers.run(op.batch(), i -> matrix(op, i, a, b, output));
    }
  }

  private void matrix(Gemm op, int index, MemorySegment a, MemorySegment b, Output output) {
    int limit =
        Math.max(PACKED_LIMIT / Math.max(op.k(), 1) / BLOCKING.nr() * BLOCKING.nr(), BLOCKING.nr());
    int block = Math.min(BLOCKING.nc(), limit);
    for (int column = 0; column < op.n(); column += block) {
      columns(op, index, a, b, output, column, Math.min(block, op.n() - column));
    }
  }

  private void columns(
      Gemm op, int index, MemorySegment a, MemorySegment b, Output output, int column, int count) {
    var panels = Panels.of(op.k(), count);
    var packed = arrays.take(panels.length());
    try {
      long at = index * op.batchStrideB() + (long) column * (op.transposeB() ? op.strideB() : 1);
      packer.pack(panels, b, matrix -> at, op.strideB(), op.transposeB(), packed);
      multiply(op, index, a, output, column, panels, packed);
    } finally {
      arrays.giveBack(packed);
    }
  }

  private void multiply(
      Gemm op,
      int index,
      MemorySegment a,
      Output output,
      int column,
      Panels panels,
      float[] packed) {
    int rows = rowsPerTask(op, panels.columns());
    int rowTasks = Math.ceilDiv(op.m(), rows);
    int panelTasks = Math.clamp(wantedTasks(op, panels.columns()) / rowTasks, 1, panels.count());
    int panelsPerTask = Math.ceilDiv(panels.count(), panelTasks);
    int columnTasks = Math.ceilDiv(panels.count(), panelsPerTask);
    workers.run(
        rowTasks * columnTasks,
        task -> {
          int row = task / columnTasks * rows;
          int panel = task % columnTasks * panelsPerTask;
          new BlockTask(op, index, a, output, column, panels, packed)
              .run(
                  row,
                  Math.min(rows, op.m() - row),
                  panel,
                  Math.min(panel + panelsPerTask, panels.count()));
        });
  }

  private long wantedTasks(Gemm op, int columns) {
    long work = (long) op.m() * columns * op.k();
    return workers.threads() == 1 ? 1 : Math.min(work / TASK_WORK, 4L * workers.threads());
  }

  /** Few rows are shared out in tiles, so that all threads have some. */
  private int rowsPerTask(Gemm op, int columns) {
    long tasks = Math.clamp(wantedTasks(op, columns), 1, Math.ceilDiv(op.m(), 2 * BLOCKING.mr()));
    int share = Math.toIntExact(Math.ceilDiv(op.m(), tasks));
    return Math.min(BLOCKING.mc(), Math.ceilDiv(share, BLOCKING.mr()) * BLOCKING.mr());
  }

  /** Rows of y by panels of b: sums over blocks of k, one block of a in the array at a time. */
  private final class BlockTask {
    private final Gemm op;
    private final int index;
    private final MemorySegment a;
    private final Output output;
    private final int column;
    private final Panels panels;
    private final float[] packed;

    BlockTask(
        Gemm op,
        int index,
        MemorySegment a,
        Output output,
        int column,
        Panels panels,
        float[] packed) {
      this.op = op;
      this.index = index;
      this.a = a;
      this.output = output;
      this.column = column;
      this.panels = panels;
      this.packed = packed;
    }

    void run(int row, int rows, int beginPanel, int endPanel) {
      var values =
          arrays.take(
              Math.max(
                  (rows + KERNELS.maxRows()) * BLOCK_STRIDE,
                  STEPS_OF_COLUMN_MAJOR[BLOCKING.kc() - 1] + rows + KERNELS.maxRows()));
      var tile = arrays.take(KERNELS.maxRows() * BLOCKING.nr());
      long y = index * op.batchStrideY() + (long) row * op.strideY() + column;
      int step = 0;
      do { // once even when k is 0: y still takes beta and the epilogue
        int depth = Math.min(BLOCKING.kc(), op.k() - step);
        var block = load(values, row, rows, step, depth);
        var part = output.block(step == 0, step + depth == op.k());
        TileLoop.multiply(
            block,
            rows,
            step,
            depth,
            panels,
            packed,
            beginPanel,
            endPanel,
            tile,
            (results, width, i, m, j, n) ->
                KERNELS
                    .store()
                    .store(
                        results,
                        0,
                        width,
                        m,
                        n,
                        part,
                        column + j,
                        (y + (long) i * op.strideY() + j) * Float.BYTES));
        step += BLOCKING.kc();
      } while (step < op.k());
      arrays.giveBack(tile);
      arrays.giveBack(values);
    }

    private TileLoop.Block load(float[] values, int row, int rows, int step, int depth) {
      long matrix = index * op.batchStrideA();
      if (!op.transposeA()) {
        for (int i = 0; i < rows && depth > 0; i++) {
          long at = matrix + (long) (row + i) * op.strideA() + step;
          copy(at, values, ROWS_OF_ROW_MAJOR[i], depth);
        }
        return new TileLoop.Block(values, 0, ROWS_OF_ROW_MAJOR, 0, UNIT_STEPS, 0, true);
      }
      boolean transpose = panels.columns() >= TRANSPOSED_COLUMNS;
      var line = arrays.take(rows);
      for (int k = 0; k < depth; k++) {
        long at = matrix + (long) (step + k) * op.strideA() + row;
        if (transpose) {
          copy(at, line, 0, rows);
          scatter(line, rows, values, k);
        } else {
          copy(at, values, STEPS_OF_COLUMN_MAJOR[k], rows);
        }
      }
      arrays.giveBack(line);
      return transpose
          ? new TileLoop.Block(values, 0, ROWS_OF_ROW_MAJOR, 0, UNIT_STEPS, 0, true)
          : new TileLoop.Block(values, 0, UNIT_ROWS, 0, STEPS_OF_COLUMN_MAJOR, 0, false);
    }

    private static void scatter(float[] line, int count, float[] values, int column) {
      for (int i = 0; i < count; i++) {
        values[i * BLOCK_STRIDE + column] = line[i];
      }
    }

    private void copy(long at, float[] values, int to, int count) {
      MemorySegment.copy(a, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, values, to, count);
    }
  }
}
