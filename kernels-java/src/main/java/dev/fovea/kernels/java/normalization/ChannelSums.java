package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Two sums per column over many rows. Rows are cut into parts and columns into blocks, by their
 * numbers alone: a block's sums stay in the first-level cache, each part has sums of its own, and
 * these are added in the parts' order. A few rows are summed in float32, and these sums in double.
 */
final class ChannelSums implements AutoCloseable {
  private static final BatchLoops LOOPS = BatchLoops.ofMode();
  private static final int MOST_PARTS = 64;

  /**
   * Values summed in float32, up to twice as many: their rounding errors are some of a sum's own.
   */
  private static final int FLOAT_ROWS = 64;

  /** Rows that a part has at least, so that adding its sums to the others' costs little. */
  private static final int LEAST_ROWS = 64;

  /** Of {@link #ofWholeRows}, with more work in a row. */
  private static final int LEAST_WHOLE_ROWS = 32;

  /** Columns of a block, a multiple of every vector's length. */
  private static final int BLOCK = 512;

  private final long rows;
  private final int width;
  private final int floatRows;
  private final int parts;
  private final int block;
  private final int blocks;
  private final ScratchPool scratch;
  private final Scratch memory;

  /** Adds rows {@code [begin, end)} of some columns to float32 sums. */
  interface Task {
    void run(
        long begin,
        long end,
        int firstColumn,
        int columns,
        MemorySegment first,
        MemorySegment second);
  }

  private ChannelSums(
      long rows, int columns, int width, int block, int leastRows, ScratchPool scratch) {
    this.rows = rows;
    this.width = width;
    this.floatRows = FLOAT_ROWS * (width / columns);
    long wanted = Math.min(rows / leastRows, rows * columns / Ranges.GRAIN);
    this.parts = Math.clamp(wanted, 1, MOST_PARTS);
    this.block = block;
    this.blocks = (width + block - 1) / block;
    this.scratch = scratch;
    this.memory = scratch.bytes(2L * parts * width * Double.BYTES);
  }

  /**
   * Sums whose task takes some columns of a part's rows at a time.
   *
   * @param columns elements of a row
   * @param width sums of each kind: the columns, or those of several rows taken as one
   */
  static ChannelSums ofColumns(long rows, int columns, int width, ScratchPool scratch) {
    int block = width == columns ? Math.min(BLOCK, width) : width; // rows taken as one stay one
    return new ChannelSums(rows, columns, width, block, LEAST_ROWS, scratch);
  }

  /** Sums whose task has more to do with a row than the sums, and needs all of it. */
  static ChannelSums ofWholeRows(long rows, int columns, ScratchPool scratch) {
    return new ChannelSums(rows, columns, columns, columns, LEAST_WHOLE_ROWS, scratch);
  }

  private MemorySegment sums(int part, int kind, int column, int count) {
    long first = (2L * part + kind) * width + column;
    return memory.segment().asSlice(first * Double.BYTES, (long) count * Double.BYTES);
  }

  /** Fills the sums; afterwards {@link #totals} has the totals. */
  void run(Workers workers, Task task) {
    workers.run(
        parts * blocks,
        unit -> {
          int part = unit / blocks;
          int column = unit % blocks * block;
          int count = Math.min(block, width - column);
          run(task, rows * part / parts, rows * (part + 1) / parts, part, column, count);
        });
    for (int part = 1; part < parts; part++) {
      LOOPS.addDoubles(sums(part, 0, 0, 2 * width), sums(0, 0, 0, 2 * width), 2 * width);
    }
  }

  private void run(Task task, long begin, long end, int part, int column, int count) {
    var totals = List.of(sums(part, 0, column, count), sums(part, 1, column, count));
    totals.forEach(total -> total.fill((byte) 0));
    try (var floats = scratch.floats(2L * block)) {
      long bytes = (long) count * Float.BYTES;
      var first = floats.segment().asSlice(0, bytes);
      var second = floats.segment().asSlice((long) block * Float.BYTES, bytes);
      for (long row = begin, next; row < end; row = next) {
        next = end - row < 2L * floatRows ? end : row + floatRows;
        first.fill((byte) 0);
        second.fill((byte) 0);
        task.run(row, next, column, count, first, second);
        LOOPS.widen(first, totals.get(0), count);
        LOOPS.widen(second, totals.get(1), count);
      }
    }
  }

  /** The columns' totals of a kind, 0 or 1; of several rows taken as one, over all of them. */
  double[] totals(int kind, int columns) {
    var totals = sums(0, kind, 0, columns).toArray(JAVA_DOUBLE);
    for (int first = columns; first < width; first += columns) {
      var others = sums(0, kind, first, columns).toArray(JAVA_DOUBLE);
      for (int i = 0; i < columns; i++) {
        totals[i] += others[i];
      }
    }
    return totals;
  }

  @Override
  public void close() {
    memory.close();
  }
}
