package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Two sums per column over many rows: the rows are cut into parts by their number alone, each part
 * has sums of its own, and these are added in the parts' order.
 */
final class RowParts implements AutoCloseable {
  private static final int MOST = 64;

  private final long rows;
  private final int width;
  private final int parts;
  private final Scratch memory;

  /** What is done with rows {@code [begin, end)}. */
  interface Task {
    void run(long begin, long end, MemorySegment first, MemorySegment second);
  }

  /**
   * Parts of rows.
   *
   * @param columns elements of a row
   * @param width sums of each kind that a part keeps
   */
  RowParts(long rows, int columns, int width, ScratchPool scratch) {
    this.rows = rows;
    this.width = width;
    long tasks = rows * columns / Ranges.GRAIN;
    this.parts = (int) Math.clamp(tasks, 1, Math.min(MOST, rows));
    this.memory = scratch.bytes(2L * parts * bytes());
  }

  private long bytes() {
    return (long) width * Double.BYTES;
  }

  private MemorySegment sums(int part, int kind) {
    return memory.segment().asSlice((2L * part + kind) * bytes(), bytes());
  }

  void run(Workers workers, Task task) {
    workers.run(
        parts,
        part -> {
          var first = sums(part, 0).fill((byte) 0);
          var second = sums(part, 1).fill((byte) 0);
          task.run(rows * part / parts, rows * (part + 1) / parts, first, second);
        });
  }

  /** The sum of one kind of a column; columns are {@code stride} sums apart. */
  double total(int kind, int column, int stride) {
    double total = 0;
    for (int part = 0; part < parts; part++) {
      var sums = sums(part, kind);
      for (int i = column; i < width; i += stride) {
        total += sums.getAtIndex(JAVA_DOUBLE, i);
      }
    }
    return total;
  }

  @Override
  public void close() {
    memory.close();
  }
}
