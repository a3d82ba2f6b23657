package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/**
 * The product of a and some packed columns of b, task by task: rows of y by panels of b. Sums go
 * over blocks of k in the outermost loop, so that a block of packed b is read again while it is in
 * the cache, and over blocks of rows within.
 *
 * @param op the product
 * @param index which of the batch
 * @param a the left matrix
 * @param output y and the epilogue
 * @param column column of y of the panels' first
 * @param panels how b is packed
 * @param packed the packed b
 * @param arrays working memory in the heap
 * @param scratch working memory outside it
 * @param tiles the loops within a block
 */
record PanelProduct(
    Gemm op,
    int index,
    MemorySegment a,
    Output output,
    int column,
    Panels panels,
    MemorySegment packed,
    ArrayPool arrays,
    ScratchPool scratch,
    TileLoop tiles) {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final Blocking BLOCKING = KERNELS.blocking();

  /** Steps of which blocks have whole multiples, as packing likes them. */
  private static final int ALIGNED = 16;

  /** Blocks of a that make one when they are shallow: as many values, more uses of a panel. */
  private static final int SHALLOW_BLOCKS = 4;

  /** One task of a grid. */
  void run(TaskGrid grid, int task) {
    int row = grid.firstRow(task);
    int rows = Math.min(grid.rows(), op.m() - row);
    int begin = grid.firstPanel(task);
    int end = grid.endPanel(task, panels);
    boolean shallow = ShallowLoop.fits(op.k(), output);
    if (!op.transposeA()) {
      byRows(a, start(row), rowBytes(op.strideA()), shallow, row, rows, begin, end);
    } else if (shallow && KERNELS.panelTransposer() != null && rows >= PanelTransposer.SIDE) {
      transposed(row, rows, begin, end);
    } else {
      byStrips(row, rows, begin, end);
    }
  }

  /** Where a row of a begins, or a column of a transposed a. */
  private long start(int row) {
    long stride = op.transposeA() ? 1 : op.strideA();
    return (index * op.batchStrideA() + row * stride) * Float.BYTES;
  }

  private static long rowBytes(int stride) {
    return (long) stride * Float.BYTES;
  }

  /** A part of the sum: b's panels, its place in the sum, and what is done with its results. */
  private interface Part {
    void multiply(int step, PanelRange b, Output part);
  }

  private void eachPart(int most, int begin, int end, Part part) {
    int step = 0;
    do { // once even when k is 0: y still takes beta and the epilogue
      int depth = Math.min(most, op.k() - step);
      var b = new PanelRange(panels, packed, step, depth, begin, end);
      part.multiply(step, b, output.block(step == 0, step + depth == op.k()));
      step += most;
    } while (step < op.k());
  }

  /** By rows in memory: from there to y where steps are few, the rest through tiles. */
  private void byRows(
      MemorySegment memory,
      long start,
      long stride,
      boolean shallow,
      int row,
      int rows,
      int begin,
      int end) {
    int first = begin;
    if (shallow && ShallowLoop.reaches(stride)) {
      var left = new Patches(memory, start, (int) stride, 1, op.k(), 0);
      var b = new PanelRange(panels, packed, 0, op.k(), begin, end);
      long y = index * op.batchStrideY() + (long) row * op.strideY() + column;
      first = ShallowLoop.multiply(left, rows, b, output, column, y * Float.BYTES);
    }
    if (first == end) {
      return;
    }
    long bytes = (long) op.m() * op.n() * Float.BYTES;
    eachPart(
        blockDepth(op.k()),
        first,
        end,
        (step, b, part) -> {
          long at = start + (long) step * Float.BYTES;
          tiles.multiply(memory, at, stride, rows, b, bytes, sink(row, part));
        });
  }

  /** A transposed a of few steps is transposed again: strips of it would leave by way of tiles. */
  private void transposed(int row, int rows, int begin, int end) {
    int side = PanelTransposer.SIDE;
    int width = Math.ceilDiv(op.k(), side) * side;
    try (var memory = scratch.floats((long) rows * width)) {
      var lines = memory.segment();
      long stride = rowBytes(op.strideA());
      KERNELS.panelTransposer().transpose(a, start(row), stride, op.k(), rows, lines, 0, width);
      byRows(lines, 0, rowBytes(width), true, row, rows, begin, end);
    }
  }

  /** By strips of rows, packed step by step: for a transposed a. */
  private void byStrips(int row, int rows, int begin, int end) {
    int most = blockDepth(op.k());
    int height = blockRows(rows, most);
    var values = arrays.take(Strips.length(height, most));
    eachPart(
        most,
        begin,
        end,
        (step, b, part) -> {
          for (int i = 0; i < rows; i += height) {
            int count = Math.min(height, rows - i);
            var strips = new Strips(b.depth(), values);
            long at = index * op.batchStrideA() + (long) step * op.strideA() + row + i;
            load(strips, at, count, op.m() - row - i);
            tiles.multiply(strips, count, b, sink(row + i, part));
          }
        });
    arrays.giveBack(values);
  }

  private TileSink sink(int row, Output part) {
    long y = index * op.batchStrideY() + (long) row * op.strideY() + column;
    return (tile, width, i, m, j, n) -> {
      long at = (y + (long) i * op.strideY() + j) * Float.BYTES;
      KERNELS.store().store(tile, 0, width, m, n, part, column + j, at);
    };
  }

  /** Blocks of nearly equal depth, for a shallow last one would read and write y for little. */
  static int blockDepth(int k) {
    int blocks = Math.max(1, Math.ceilDiv(k, BLOCKING.kc()));
    int share = Math.ceilDiv(k, blocks);
    return Math.min(k, Math.ceilDiv(share, ALIGNED) * ALIGNED);
  }

  /** Blocks of nearly equal height, for a low last one would use b's panels badly. */
  private static int blockRows(int rows, int depth) {
    int unit = BLOCKING.mr();
    int most = BLOCKING.mc() * Math.clamp(BLOCKING.kc() / Math.max(depth, 1), 1, SHALLOW_BLOCKS);
    int share = Math.ceilDiv(rows, Math.ceilDiv(rows, most / unit * unit));
    return Math.ceilDiv(share, unit) * unit;
  }

  /** Strips behind which more of a row lies are copied a vector a step, others value by value. */
  private void load(Strips strips, long at, int rows, int inMemory) {
    int first = 0;
    if (KERNELS.stripCopier() != null) {
      long stepBytes = (long) op.strideA() * Float.BYTES;
      for (; first < rows && first + Strips.STEP <= inMemory; first += Strips.HEIGHT) {
        long from = (at + first) * Float.BYTES;
        int to = strips.offset(first);
        KERNELS.stripCopier().copy(a, from, stepBytes, strips.depth(), strips.values(), to);
      }
    }
    if (first < rows) {
      var line = arrays.take(rows - first);
      for (int k = 0; k < strips.depth(); k++) {
        long from = (at + (long) k * op.strideA() + first) * Float.BYTES;
        MemorySegment.copy(a, JAVA_FLOAT_UNALIGNED, from, line, 0, rows - first);
        strips.putStep(k, first, line, rows - first);
      }
      arrays.giveBack(line);
    }
  }
}
