package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
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
    int share = Math.ceilDiv(op.n(), workers.threads());
    int columns = Math.max(FEWEST_COLUMNS, Math.ceilDiv(share, LINE) * LINE);
    workers.run(
        Math.ceilDiv(op.n(), columns),
        task -> {
          int first = task * columns;
          columns(op, index, factors, b, output, first, Math.min(columns, op.n() - first));
        });
    arrays.giveBack(factors);
  }

  private void columns(
      Gemm op, int index, float[] factors, MemorySegment b, Output output, int column, int count) {
    int stride = Math.ceilDiv(count, LINE) * LINE;
    var sums = arrays.take(op.m() * stride);
    if (op.transposeB()) {
      dots(op, index, factors, b, column, count, sums, stride);
    } else {
      rows(op, index, factors, b, column, count, sums, stride);
    }
    long y = (index * op.batchStrideY() + column) * Float.BYTES;
    KernelSet.CURRENT.store().store(sums, 0, stride, op.m(), count, output, column, y);
    arrays.giveBack(sums);
  }

  /** Adds up multiples of b's rows. */
  private static void rows(
      Gemm op,
      int index,
      float[] factors,
      MemorySegment b,
      int column,
      int count,
      float[] sums,
      int stride) {
    Arrays.fill(sums, 0, op.m() * stride, 0);
    long rowBytes = (long) op.strideB() * Float.BYTES;
    long at = (index * op.batchStrideB() + column) * Float.BYTES;
    var kernel = KernelSet.CURRENT.row();
    for (int k = 0; k < op.k(); k += RowKernel.ROWS) {
      int rows = Math.min(RowKernel.ROWS, op.k() - k);
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
