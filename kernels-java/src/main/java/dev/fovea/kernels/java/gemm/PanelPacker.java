package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.function.IntToLongFunction;

/**
 * Packs matrices into {@link Panels}: small ones on the caller's thread, large ones in parallel.
 */
public final class PanelPacker {
  /** Floats of a task: some microseconds of work. */
  private static final int TASK_FLOATS = 1 << 14;

  private final Workers workers;
  private final ArrayPool arrays;

  /** A packer on these threads and this working memory. */
  public PanelPacker(Workers workers, ArrayPool arrays) {
    this.workers = workers;
    this.arrays = arrays;
  }

  /**
   * Packs matrices of one shape.
   *
   * @param panels their shape
   * @param source what holds them
   * @param at where a matrix's first value lies, in elements
   * @param stride elements between rows, or columns if transposed
   * @param transposed whether they are stored column by column
   * @param packed where to, for each matrix
   */
  public void pack(
      Panels panels,
      MemorySegment source,
      IntToLongFunction at,
      long stride,
      boolean transposed,
      MemorySegment... packed) {
    if (panels.depth() == 0) {
      return;
    }
    int units = transposed ? panels.count() : panels.depth();
    int unitFloats = Math.max(1, panels.length() / units);
    int perTask = Math.clamp(TASK_FLOATS / unitFloats, 1, units);
    int tasks = Math.ceilDiv(units, perTask);
    int all = packed.length * tasks;
    boolean small = (long) packed.length * panels.length() <= TASK_FLOATS;
    for (int i = 0; small && i < all; i++) {
      pack(panels, source, at, stride, transposed, packed, i, tasks, perTask);
    }
    if (!small) {
      workers.run(
          all, i -> pack(panels, source, at, stride, transposed, packed, i, tasks, perTask));
    }
  }

  private void pack(
      Panels panels,
      MemorySegment source,
      IntToLongFunction at,
      long stride,
      boolean transposed,
      MemorySegment[] packed,
      int index,
      int tasks,
      int perTask) {
    int matrix = index / tasks;
    long first = at.applyAsLong(matrix);
    int begin = index % tasks * perTask;
    if (transposed) {
      int end = Math.min(begin + perTask, panels.count());
      packTransposed(panels, source, first, stride, begin, end, packed[matrix]);
    } else {
      int end = Math.min(begin + perTask, panels.depth());
      panels.pack(source, first, stride, begin, end, packed[matrix]);
    }
  }

  private void packTransposed(
      Panels panels,
      MemorySegment source,
      long first,
      long stride,
      int begin,
      int end,
      MemorySegment packed) {
    var stage = arrays.take(Panels.STAGE);
    for (int panel = begin; panel < end; panel++) {
      panels.packTransposed(source, first, stride, panel, stage, packed);
    }
    arrays.giveBack(stage);
  }

  /** Packs panels {@code [begin, end)} of one matrix, on the caller's thread. */
  void packSome(
      Panels panels,
      MemorySegment source,
      long first,
      long stride,
      boolean transposed,
      int begin,
      int end,
      MemorySegment packed) {
    if (transposed) {
      packTransposed(panels, source, first, stride, begin, end, packed);
    } else {
      panels.pack(source, first, stride, 0, panels.depth(), begin, end, packed);
    }
  }
}
