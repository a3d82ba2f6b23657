package dev.fovea.kernels.java.gemm;

import static dev.fovea.kernels.java.gemm.UpdateKernel.DEPTH;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Products whose left matrix has some rows, too few to repay packing b: b is read once, where it
 * lies, row after row, and added to sums of some columns, which stay in the caches.
 */
final class UpdateProduct {
  /**
   * With one row b takes all the time, and longer pieces of it are best, see {@link RowProduct}.
   */
  private static final int FEWEST_ROWS = 2;

  /** With more, packing b is worth it. (128×1024×1024 on Zen 5: 150 GFLOP/s so, 166 packed.) */
  private static final int MOST_ROWS = 64;

  /**
   * Fewest columns of b for each row of a: with fewer, a is the larger part of the work. (On Zen 5,
   * GFLOP/s packed and so: 64×120×400 152 and 111, 64×400×120 138 and 132, 16×128×128 105 and 116,
   * 49×512×4608 118 and 150, 16×4096×4096 46 and 120.)
   */
  private static final int COLUMNS_PER_ROW = 8;

  /** Floats of a task's sums: half as many were slower, and so were twice as many. */
  private static final int SUMS = 1 << 14;

  /** Fewest columns of a task: pieces of rows that memory can read ahead. */
  private static final int FEWEST_COLUMNS = 256;

  private static final UpdateKernel KERNEL = KernelSet.CURRENT.update();

  private final Workers workers;
  private final ArrayPool arrays;
  private final ScratchPool scratch;

  UpdateProduct(Workers workers, ArrayPool arrays, ScratchPool scratch) {
    this.workers = workers;
    this.arrays = arrays;
    this.scratch = scratch;
  }

  static boolean fits(Gemm op) {
    return KERNEL != null
        && !op.transposeB()
        && op.m() >= FEWEST_ROWS
        && op.m() <= MOST_ROWS
        && op.n() >= COLUMNS_PER_ROW * op.m();
  }

  /** One product of the batch, with operands as {@link GemmDriver#run} takes them. */
  void run(Gemm op, int index, MemorySegment a, MemorySegment b, Output output) {
    var factors = arrays.take(Math.multiplyExact(op.m(), wholeDepth(op)));
    pack(op, index, a, factors);
    int share = Math.ceilDiv(op.n(), workers.threads());
    int most = Math.clamp(SUMS / op.m(), FEWEST_COLUMNS, Math.max(FEWEST_COLUMNS, share));
    int tasks = Math.ceilDiv(op.n(), most);
    int width = KERNEL.columns();
    int columns = Math.ceilDiv(Math.ceilDiv(op.n(), tasks), width) * width;
    workers.run(
        Math.ceilDiv(op.n(), columns),
        task -> {
          int first = task * columns;
          columns(op, index, factors, b, output, first, Math.min(columns, op.n() - first));
        });
    arrays.giveBack(factors);
  }

  private static int wholeDepth(Gemm op) {
    return Math.ceilDiv(op.k(), DEPTH) * DEPTH;
  }

  /**
   * Brings a into the kernel's order, {@code [k / DEPTH][m][DEPTH]}, with zeros behind the last.
   */
  private void pack(Gemm op, int index, MemorySegment a, float[] factors) {
    int depth = wholeDepth(op);
    long matrix = index * op.batchStrideA();
    var line = arrays.take(Math.max(op.m(), depth));
    if (op.transposeA()) {
      Arrays.fill(factors, op.m() * Math.max(depth - DEPTH, 0), op.m() * depth, 0);
      for (int k = 0; k < op.k(); k++) {
        copy(a, matrix + (long) k * op.strideA(), line, op.m());
        int to = k / DEPTH * op.m() * DEPTH + k % DEPTH;
        for (int i = 0; i < op.m(); i++) {
          factors[to + i * DEPTH] = line[i];
        }
      }
    } else {
      Arrays.fill(line, op.k(), depth, 0);
      for (int i = 0; i < op.m(); i++) {
        copy(a, matrix + (long) i * op.strideA(), line, op.k());
        for (int k = 0; k < depth; k += DEPTH) {
          System.arraycopy(line, k, factors, k * op.m() + i * DEPTH, DEPTH);
        }
      }
    }
    arrays.giveBack(line);
  }

  private static void copy(MemorySegment a, long at, float[] line, int count) {
    MemorySegment.copy(a, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, line, 0, count);
  }

  private void columns(
      Gemm op, int index, float[] factors, MemorySegment b, Output output, int column, int count) {
    int width = KERNEL.columns();
    int panels = Math.ceilDiv(count, width);
    int tile = op.m() * width;
    var sums = arrays.take(panels * tile);
    Arrays.fill(sums, 0, panels * tile, 0);
    addUp(op, (index * op.batchStrideB() + column) * Float.BYTES, factors, b, count, sums);
    long y = index * op.batchStrideY() + column;
    for (int panel = 0; panel < panels; panel++) {
      int first = panel * width;
      int some = Math.min(width, count - first);
      long to = (y + first) * Float.BYTES;
      KernelSet.CURRENT
          .store()
          .store(sums, panel * tile, width, op.m(), some, output, column + first, to);
    }
    arrays.giveBack(sums);
  }

  private void addUp(
      Gemm op, long start, float[] factors, MemorySegment b, int count, float[] sums) {
    int width = KERNEL.columns();
    long rowBytes = (long) op.strideB() * Float.BYTES;
    int whole = count / width;
    try (var memory = scratch.floats((long) DEPTH * width)) {
      for (int k = 0; k < op.k(); k += DEPTH) {
        long at = start + k * rowBytes;
        int depth = Math.min(DEPTH, op.k() - k);
        int done = depth == DEPTH ? whole : 0;
        if (done > 0) {
          KERNEL.add(b, at, rowBytes, done, factors, k * op.m(), op.m(), sums, 0);
        }
        for (int j = done * width; j < count; j += width) {
          int columns = Math.min(width, count - j);
          var part = memory.segment();
          copyPart(b, at + (long) j * Float.BYTES, rowBytes, depth, columns, part);
          long line = (long) width * Float.BYTES;
          KERNEL.add(part, 0, line, 1, factors, k * op.m(), op.m(), sums, j * op.m());
        }
      }
    }
  }

  /** What is left of b at its right and lower edges, with zeros around. */
  private static void copyPart(
      MemorySegment b, long at, long rowBytes, int depth, int columns, MemorySegment part) {
    part.fill((byte) 0);
    for (int row = 0; row < depth; row++) {
      long to = (long) row * KERNEL.columns() * Float.BYTES;
      MemorySegment.copy(b, at + row * rowBytes, part, to, (long) columns * Float.BYTES);
    }
  }
}
