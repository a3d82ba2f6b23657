package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Products with few rows, such as a fully connected layer of one picture: b is read once, where it
 * lies, and that takes all the time. Packing it first would read and write it three times.
 */
final class RowProduct {
  /** From this many rows on, packing is worth it. */
  private static final int MOST_ROWS = 4;

  /** Fewest columns of a task: pieces of rows that memory can read ahead. */
  private static final int FEWEST_COLUMNS = 256;

  private static final int LINE = 16;

  private final Workers workers;
  private final ArrayPool arrays;

  RowProduct(Workers workers, ArrayPool arrays) {
    this.workers = workers;
    this.arrays = arrays;
  }

  static boolean fits(Gemm op) {
    return op.m() <= MOST_ROWS && !op.transposeB();
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
    long y = (index * op.batchStrideY() + column) * Float.BYTES;
    KernelSet.CURRENT.store().store(sums, 0, stride, op.m(), count, output, column, y);
    arrays.giveBack(sums);
  }
}
