package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.PartialSums;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Products with a row, such as a fully connected layer of one picture, or with few and what {@link
 * UpdateProduct} doesn't take: b is read once, where it lies, and that takes all the time. Packing
 * it first would read and write it three times.
 */
final class RowProduct {
  /** From this many rows on, packing is worth it. */
  private static final int MOST_ROWS = 4;

  /** Fewest columns of a task: pieces of rows that memory can read ahead. */
  private static final int FEWEST_COLUMNS = 256;

  /**
   * Values of b from which on its steps are cut, not its columns: each thread then reads memory in
   * order. Half of each of 2048 rows of 4000 bytes came no faster on two threads than all on one.
   */
  private static final long LARGE = 1 << 18;

  /** Steps that are summed by themselves, of such a b that has twice as many. */
  private static final int STEPS = 512;

  private static final int LINE = 16;

  /** Columns that all rows of a are multiplied by before the next. */
  private static final int TOGETHER = 16;

  private final Workers workers;
  private final ArrayPool arrays;
  private final ScratchPool scratch;

  RowProduct(Workers workers, ArrayPool arrays, ScratchPool scratch) {
    this.workers = workers;
    this.arrays = arrays;
    this.scratch = scratch;
  }

  static boolean fits(Gemm op) {
    return op.m() <= MOST_ROWS;
  }

  /** One product of the batch, with operands as {@link GemmDriver#run} takes them. */
  void run(Gemm op, int index, MemorySegment a, MemorySegment b, Output output) {
    var factors = arrays.take(Math.multiplyExact(op.m(), op.k()));
    long matrix = index * op.batchStrideA();
    if (op.transposeA()) {
      for (int k = 0; k < op.k(); k++) {
        for (int i = 0; i < op.m(); i++) {
          long at = (matrix + (long) k * op.strideA() + i) * Float.BYTES;
          factors[i * op.k() + k] = a.get(JAVA_FLOAT_UNALIGNED, at);
        }
      }
    } else {
      for (int i = 0; i < op.m(); i++) {
        long at = (matrix + (long) i * op.strideA()) * Float.BYTES;
        MemorySegment.copy(a, JAVA_FLOAT_UNALIGNED, at, factors, i * op.k(), op.k());
      }
    }
    if (!op.transposeB() && op.k() >= 2 * STEPS && (long) op.k() * op.n() >= LARGE) {
      byParts(op, index, factors, b, output);
    } else {
      byColumns(op, index, factors, b, output);
    }
    arrays.giveBack(factors);
  }

  private void byColumns(Gemm op, int index, float[] factors, MemorySegment b, Output output) {
    int columns = columns(op, workers.threads());
    workers.run(
        Math.ceilDiv(op.n(), columns),
        task -> {
          int first = task * columns;
          columns(op, index, factors, b, output, first, Math.min(columns, op.n() - first));
        });
  }

  /** Part by part of the sums, which are added up in order; few parts are cut by columns, too. */
  private void byParts(Gemm op, int index, float[] factors, MemorySegment b, Output output) {
    int length = Math.multiplyExact(op.m(), op.n());
    var parts = new PartialSums(workers, arrays, scratch, Math.ceilDiv(op.k(), STEPS), length);
    int columns = columns(op, Math.ceilDiv(workers.threads(), parts.chunks()));
    try (var memory = scratch.floats(length)) {
      parts.run(
          memory.segment(),
          Math.ceilDiv(op.n(), columns),
          (part, task, partial) -> {
            int begin = parts.begin(part) * STEPS;
            int end = Math.min(parts.begin(part + 1) * STEPS, op.k());
            int first = task * columns;
            int count = Math.min(columns, op.n() - first);
            int stride = wholeLines(count);
            var sums = arrays.take(op.m() * stride);
            rows(op, index, factors, begin, end, b, first, count, sums, stride);
            for (int i = 0; i < op.m(); i++) {
              long to = ((long) i * op.n() + first) * Float.BYTES;
              MemorySegment.copy(sums, i * stride, partial, JAVA_FLOAT_UNALIGNED, to, count);
            }
            arrays.giveBack(sums);
          });
      var sums = arrays.take(length + LINE);
      MemorySegment.copy(memory.segment(), JAVA_FLOAT_UNALIGNED, 0, sums, 0, length);
      long y = index * op.batchStrideY() * Float.BYTES;
      KernelSet.CURRENT.store().store(sums, 0, op.n(), op.m(), op.n(), output, 0, y);
      arrays.giveBack(sums);
    }
  }

  /** Columns of a task, of so many. */
  private static int columns(Gemm op, int tasks) {
    return Math.max(FEWEST_COLUMNS, wholeLines(Math.ceilDiv(op.n(), tasks)));
  }

  private static int wholeLines(int columns) {
    return Math.ceilDiv(columns, LINE) * LINE;
  }

  private void columns(
      Gemm op, int index, float[] factors, MemorySegment b, Output output, int column, int count) {
    int stride = wholeLines(count);
    var sums = arrays.take(op.m() * stride);
    if (op.transposeB()) {
      dots(op, index, factors, b, column, count, sums, stride);
    } else {
      rows(op, index, factors, 0, op.k(), b, column, count, sums, stride);
    }
    long y = (index * op.batchStrideY() + column) * Float.BYTES;
    KernelSet.CURRENT.store().store(sums, 0, stride, op.m(), count, output, column, y);
    arrays.giveBack(sums);
  }

  /** Adds up multiples of b's rows {@code [begin, end)}. */
  private static void rows(
      Gemm op,
      int index,
      float[] factors,
      int begin,
      int end,
      MemorySegment b,
      int column,
      int count,
      float[] sums,
      int stride) {
    Arrays.fill(sums, 0, op.m() * stride, 0);
    long rowBytes = (long) op.strideB() * Float.BYTES;
    long at = (index * op.batchStrideB() + column) * Float.BYTES;
    var kernel = KernelSet.CURRENT.row();
    for (int k = begin; k < end; k += RowKernel.ROWS) {
      int rows = Math.min(RowKernel.ROWS, end - k);
      for (int i = 0; i < op.m(); i++) {
        kernel.add(
            b, at + k * rowBytes, rowBytes, rows, factors, i * op.k() + k, sums, i * stride, count);
      }
    }
  }

  /** Multiplies by b's columns, each of which lies together when b is transposed. */
  private void dots(
      Gemm op,
      int index,
      float[] factors,
      MemorySegment b,
      int column,
      int count,
      float[] sums,
      int stride) {
    long at = (index * op.batchStrideB() + (long) column * op.strideB()) * Float.BYTES;
    long rowBytes = (long) op.strideB() * Float.BYTES;
    var kernel = KernelSet.CURRENT.dot();
    try (var memory = scratch.bytes(DotKernel.SCRATCH)) {
      for (int j = 0; j < count; j += TOGETHER) {
        int some = Math.min(TOGETHER, count - j);
        long from = at + j * rowBytes;
        for (int i = 0; i < op.m(); i++) {
          kernel.dots(
              factors,
              i * op.k(),
              b,
              from,
              rowBytes,
              some,
              op.k(),
              sums,
              i * stride + j,
              memory.segment());
        }
      }
    }
  }
}
