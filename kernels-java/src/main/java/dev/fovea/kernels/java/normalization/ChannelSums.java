package dev.fovea.kernels.java.normalization;

import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Two sums per column over many rows. Rows are cut into parts by their number alone, each part has
 * sums of its own, and these are added in the parts' order. A few rows are summed in float32, and
 * these sums in double.
 *
 * <p>Several rows taken as one have as many sums in each part, which are folded to one per column.
 */
final class ChannelSums implements AutoCloseable {
  private static final ChannelLoops LOOPS = ChannelLoops.ofMode();
  private static final int MOST_PARTS = 64;

  /**
   * Values summed in float32, up to twice as many: their rounding errors are some of a sum's own.
   */
  private static final int FLOAT_ROWS = 64;

  /** Rows that a part has at least, so that adding its sums to the others' costs little. */
  private static final int LEAST_ROWS = 64;

  /** Of {@link #ofWholeRows}, with more work in a row. */
  private static final int LEAST_WHOLE_ROWS = 32;

  private final long rows;
  private final int columns;
  private final int width;
  private final int repeats;
  private final int parts;
  private final ScratchPool scratch;
  private final Scratch memory;

  /** Adds rows {@code [begin, end)} to float32 sums. */
  interface Task {
    void run(long begin, long end, MemorySegment first, MemorySegment second);
  }

  private ChannelSums(long rows, int columns, int width, int leastRows, ScratchPool scratch) {
    this.rows = rows;
    this.columns = columns;
    this.width = width;
    this.repeats = width / columns;
    long wanted = Math.min(rows / repeats / leastRows, rows * columns / Ranges.GRAIN);
    this.parts = Math.clamp(wanted, 1, MOST_PARTS);
    this.scratch = scratch;
    this.memory = scratch.bytes(2L * parts * columns * Double.BYTES);
  }

  /**
   * Sums whose task does little else.
   *
   * @param columns elements of a row
   * @param width the same, or those of several rows taken as one: a power of two of them
   */
  static ChannelSums ofColumns(long rows, int columns, int width, ScratchPool scratch) {
    return new ChannelSums(rows, columns, width, LEAST_ROWS, scratch);
  }

  /** Sums whose task has more to do with a row than the sums. */
  static ChannelSums ofWholeRows(long rows, int columns, ScratchPool scratch) {
    return new ChannelSums(rows, columns, columns, LEAST_WHOLE_ROWS, scratch);
  }

  /** One part's sums of a kind, or of both. */
  private MemorySegment sums(int part, int kind, int kinds) {
    long first = (2L * part + kind) * columns;
    return memory.segment().asSlice(first * Double.BYTES, (long) kinds * columns * Double.BYTES);
  }

  /** Fills the sums; afterwards {@link #totals} has the totals. */
  void run(Workers workers, Task task) {
    workers.run(parts, part -> run(task, part));
    for (int part = 1; part < parts; part++) {
      LOOPS.addDoubles(sums(part, 0, 2), sums(0, 0, 2), 2 * columns);
    }
  }

  /** The first row of a part, at which rows taken as one begin. */
  private long begin(int part) {
    return part == parts ? rows : rows / repeats * part / parts * repeats;
  }

  private void run(Task task, int part) {
    if (repeats == 1) {
      addUp(task, part, sums(part, 0, 1), sums(part, 1, 1));
      return;
    }
    long bytes = (long) width * Double.BYTES;
    try (var doubles = scratch.bytes(2 * bytes)) {
      var first = doubles.segment().asSlice(0, bytes);
      var second = doubles.segment().asSlice(bytes, bytes);
      addUp(task, part, first, second);
      fold(first, sums(part, 0, 1));
      fold(second, sums(part, 1, 1));
    }
  }

  /** Sets doubles to the sums of a part's rows. */
  private void addUp(Task task, int part, MemorySegment first, MemorySegment second) {
    long floatRows = (long) FLOAT_ROWS * repeats;
    long begin = begin(part);
    long end = begin(part + 1);
    long bytes = (long) width * Float.BYTES;
    try (var floats = scratch.floats(2L * width)) {
      var both = floats.segment().asSlice(0, 2 * bytes);
      var firstFloats = both.asSlice(0, bytes);
      var secondFloats = both.asSlice(bytes, bytes);
      for (long row = begin, next; row < end; row = next) {
        next = end - row < 2 * floatRows ? end : row + floatRows;
        LOOPS.clear(both, 2 * width);
        task.run(row, next, firstFloats, secondFloats);
        if (row == begin) {
          LOOPS.widen(firstFloats, first, width);
          LOOPS.widen(secondFloats, second, width);
        } else {
          LOOPS.addWidened(firstFloats, first, width);
          LOOPS.addWidened(secondFloats, second, width);
        }
      }
    }
  }

  /** Sets each column's sum to that of the rows taken as one, which are halved again and again. */
  private void fold(MemorySegment sums, MemorySegment to) {
    int half = width / 2;
    for (; half > columns; half /= 2) {
      LOOPS.addDoubles(sums.asSlice((long) half * Double.BYTES), sums, half);
    }
    MemorySegment.copy(sums, 0, to, 0, to.byteSize());
    LOOPS.addDoubles(sums.asSlice((long) half * Double.BYTES), to, columns);
  }

  /** The columns' totals of a kind, 0 or 1: doubles, which the caller may change. */
  MemorySegment totals(int kind) {
    return sums(0, kind, 1);
  }

  @Override
  public void close() {
    memory.close();
  }
}
