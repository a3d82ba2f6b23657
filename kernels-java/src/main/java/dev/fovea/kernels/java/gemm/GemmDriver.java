package dev.fovea.kernels.java.gemm;

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

  /** Floats of packed b held at once. */
  private static final int PACKED_LIMIT = 1 << 24;

  private final Workers workers;
  private final ArrayPool arrays;
  private final PanelPacker packer;
  private final TileLoop tiles;

  /** A driver on these threads and this working memory. */
  public GemmDriver(Workers workers, ArrayPool arrays) {
    this.workers = workers;
    this.arrays = arrays;
    packer = new PanelPacker(workers, arrays);
    tiles = new TileLoop(arrays);
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
          new GemmTask(op, index, a, output, column, panels, packed, arrays, tiles)
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
    return Math.ceilDiv(share, BLOCKING.mr()) * BLOCKING.mr();
  }
}
