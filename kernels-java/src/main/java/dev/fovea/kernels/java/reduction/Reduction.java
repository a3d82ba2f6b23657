package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.reduction.ScalarReductionLoops.identity;
import static dev.fovea.kernels.java.reduction.ScalarReductionLoops.merge;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.op.Reduce;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Cuts a {@link Reduce} into tasks: over results where there are many, else each result's rows into
 * parts by their number alone, whose results are merged in order. All sums are doubles.
 */
public final class Reduction {
  /** Results that are tasks enough: then none is cut into parts. */
  private static final int MANY_RESULTS = 64;

  /** Columns that one task takes: the accumulators stay in the first-level cache. */
  private static final int BLOCK = 1024;

  private static final ReductionLoops LOOPS = ReductionLoops.ofMode();

  private final Reduce.Kind kind;
  private final ReducePlan plan;
  private final Columns columns;
  private final int blocks;
  private final long units;
  private final long count;
  private final int parts;
  private final MemorySegment x;
  private final MemorySegment y;

  private Reduction(Reduce op, MemorySegment x, MemorySegment y) {
    this.kind = op.kind();
    this.plan = ReducePlan.of(op);
    int width = Math.min(BLOCK, plan.columns());
    this.columns = Columns.of(plan.rows(), width, plan.rowStride(), LOOPS.enough(op.kind(), width));
    this.blocks = (plan.columns() + BLOCK - 1) / BLOCK;
    this.units = plan.results() * blocks;
    this.count = op.count();
    this.parts = parts();
    this.x = x;
    this.y = y;
  }

  private int parts() {
    if (units >= MANY_RESULTS) {
      return 1;
    }
    long wanted = plan.work() / blocks / Ranges.GRAIN;
    return (int) Math.clamp(wanted, 1, Math.min(MANY_RESULTS, plan.outer() * plan.rows()));
  }

  /** See {@link dev.fovea.backend.ReductionOps#reduce}. */
  public static void run(
      Reduce op, MemorySegment x, MemorySegment y, Workers workers, ScratchPool scratch) {
    var reduction = new Reduction(op, x, y);
    long units = reduction.units;
    if (reduction.parts == 1) {
      Ranges.run(
          workers,
          units,
          Ranges.itemsPerTask(reduction.plan.work() / reduction.blocks),
          (begin, size) -> reduction.whole(begin, size, scratch));
      return;
    }
    try (var partials = scratch.bytes(units * reduction.parts * reduction.partBytes())) {
      workers.run((int) units * reduction.parts, task -> reduction.part(task, partials.segment()));
      for (long unit = 0; unit < units; unit++) {
        reduction.mergeParts(unit, partials.segment());
      }
    }
  }

  private long partBytes() {
    return (long) columns.accumulators() * Double.BYTES;
  }

  private MemorySegment accumulators(MemorySegment partials, long index) {
    return partials.asSlice(index * partBytes(), partBytes());
  }

  private void whole(long begin, int size, ScratchPool scratch) {
    try (var memory = scratch.bytes(partBytes())) {
      for (long unit = begin; unit < begin + size; unit++) {
        accumulate(unit, 0, plan.outer() * plan.rows(), memory.segment());
        write(unit, memory.segment());
      }
    }
  }

  private void part(int task, MemorySegment partials) {
    long rows = plan.outer() * plan.rows();
    int part = task % parts;
    accumulate(
        task / parts, rows * part / parts, rows * (part + 1) / parts, accumulators(partials, task));
  }

  /** Reduces rows {@code [begin, end)}, counted through all outer combinations. */
  private void accumulate(long unit, long begin, long end, MemorySegment accumulators) {
    int firstColumn = firstColumn(unit);
    for (int i = 0; i < columns.accumulators(); i++) {
      accumulators.setAtIndex(JAVA_DOUBLE, i, identity(kind));
    }
    for (long row = begin; row < end; ) {
      long combination = row / plan.rows();
      int from = (int) (row % plan.rows());
      int rows = (int) Math.min(plan.rows() - from, end - row);
      long first = plan.first(unit / blocks, combination) + from * plan.rowStride();
      reduceRows(first + firstColumn, rows, width(unit), accumulators);
      row += rows;
    }
  }

  private int firstColumn(long unit) {
    return (int) (unit % blocks) * BLOCK;
  }

  private int width(long unit) {
    return Math.min(BLOCK, plan.columns() - firstColumn(unit));
  }

  private void reduceRows(long first, int rows, int width, MemorySegment accumulators) {
    if (plan.columns() == 1 && plan.rowStride() <= 1) {
      double sum = LOOPS.reduce(kind, x, first, rows);
      double old = accumulators.get(JAVA_DOUBLE, 0);
      accumulators.set(JAVA_DOUBLE, 0, merge(kind, old, sum));
      return;
    }
    if (blocks > 1) {
      LOOPS.reduceColumns(kind, x, first, plan.rowStride(), rows, width, accumulators);
      return;
    }
    columns.forEachBlock(
        first,
        rows,
        plan.rowStride(),
        (begin, stride, wideRows, wideColumns) ->
            LOOPS.reduceColumns(kind, x, begin, stride, wideRows, wideColumns, accumulators));
  }

  private void mergeParts(long unit, MemorySegment partials) {
    var total = accumulators(partials, unit * parts);
    for (int part = 1; part < parts; part++) {
      var other = accumulators(partials, unit * parts + part);
      for (int i = 0; i < columns.accumulators(); i++) {
        double merged =
            merge(kind, total.getAtIndex(JAVA_DOUBLE, i), other.getAtIndex(JAVA_DOUBLE, i));
        total.setAtIndex(JAVA_DOUBLE, i, merged);
      }
    }
    write(unit, total);
  }

  private void write(long unit, MemorySegment accumulators) {
    long first = unit / blocks * plan.columns() + firstColumn(unit);
    int width = width(unit);
    for (int c = 0; c < width; c++) {
      double value = accumulators.getAtIndex(JAVA_DOUBLE, c);
      for (int i = c + width; i < columns.accumulators() && blocks == 1; i += width) {
        value = merge(kind, value, accumulators.getAtIndex(JAVA_DOUBLE, i));
      }
      y.setAtIndex(
          JAVA_FLOAT, first + c, (float) (kind == Reduce.Kind.MEAN ? value / count : value));
    }
  }
}
