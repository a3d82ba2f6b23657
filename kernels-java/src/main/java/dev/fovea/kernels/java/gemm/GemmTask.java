package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.java.memory.ArrayPool;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Rows of y by panels of b. Sums go over blocks of k in the outermost loop, so that a block of
 * packed b is read again while it is in the cache, and over blocks of rows within.
 *
 * @param op the product
 * @param index which of the batch
 * @param a the left matrix
 * @param output y and the epilogue
 * @param column column of y of the panels' first
 * @param panels how b is packed
 * @param packed the packed b
 * @param begin first panel
 * @param end panel after the last
 * @param arrays working memory
 * @param tiles the loops within a block
 */
record GemmTask(
    Gemm op,
    int index,
    MemorySegment a,
    Output output,
    int column,
    Panels panels,
    MemorySegment packed,
    int begin,
    int end,
    ArrayPool arrays,
    TileLoop tiles) {
  private static final KernelSet KERNELS = KernelSet.CURRENT;
  private static final Blocking BLOCKING = KERNELS.blocking();

  /** Floats between lines, so that they don't all fall into the same place of the cache. */
  private static final int LINE_GAP = 16;

  /** Floats after which an address falls into the same set of the nearest cache. */
  private static final int PAGE = 1024;

  /** Positions of steps in a row as it lies. */
  private static final int[] STEPS = new int[BLOCKING.kc() + KERNELS.maxRows()];

  static {
    Arrays.setAll(STEPS, i -> i);
  }

  /** Steps of which blocks have whole multiples, as packing likes them. */
  private static final int ALIGNED = 16;

  /** Blocks of a that make one when they are shallow: as many values, more uses of a panel. */
  private static final int SHALLOW_BLOCKS = 4;

  void run(int row, int rows) {
    int most = blockDepth();
    boolean strips = op.transposeA() || !TileLoop.readsRows(end - begin, most);
    int height = blockRows(rows, most, strips ? BLOCKING.mr() : TileLoop.ROWS);
    var multiplier = strips ? new ByStrips(height, most) : new ByRows(height, most);
    int step = 0;
    do { // once even when k is 0: y still takes beta and the epilogue
      int depth = Math.min(most, op.k() - step);
      var part = output.block(step == 0, step + depth == op.k());
      for (int i = 0; i < rows; i += height) {
        int count = Math.min(height, rows - i);
        multiplier.multiply(row + i, count, step, depth, sink(row + i, part));
      }
      step += most;
    } while (step < op.k());
    multiplier.close();
  }

  /** Multiplies blocks of a by some panels. */
  private interface Multiplier extends AutoCloseable {
    void multiply(int row, int rows, int step, int depth, TileSink sink);

    @Override
    void close();
  }

  private TileSink sink(int row, Output part) {
    long y = index * op.batchStrideY() + (long) row * op.strideY() + column;
    return (tile, width, i, m, j, n) -> {
      long at = (y + (long) i * op.strideY() + j) * Float.BYTES;
      KERNELS.store().store(tile, 0, width, m, n, part, column + j, at);
    };
  }

  /** Blocks of nearly equal depth, for a shallow last one would read and write y for little. */
  private int blockDepth() {
    int blocks = Math.max(1, Math.ceilDiv(op.k(), BLOCKING.kc()));
    int share = Math.ceilDiv(op.k(), blocks);
    return Math.min(op.k(), Math.ceilDiv(share, ALIGNED) * ALIGNED);
  }

  /** Blocks of nearly equal height, for a low last one would use b's panels badly. */
  private static int blockRows(int rows, int depth, int unit) {
    int most = BLOCKING.mc() * Math.clamp(BLOCKING.kc() / Math.max(depth, 1), 1, SHALLOW_BLOCKS);
    int share = Math.ceilDiv(rows, Math.ceilDiv(rows, most / unit * unit));
    return Math.ceilDiv(share, unit) * unit;
  }

  /** By rows as they lie, but in an array: for few panels or steps. */
  private final class ByRows implements Multiplier {
    private final boolean together;
    private final int line;
    private final int[] positions;
    private final float[] values;

    ByRows(int height, int depth) {
      together = depth == op.k() && op.strideA() == depth && depth % PAGE != 0;
      line = together ? depth : depth + LINE_GAP;
      positions = new int[height + KERNELS.maxRows()];
      Arrays.setAll(positions, i -> Math.min(i, height - 1) * line);
      values = arrays.take(height * line);
    }

    @Override
    public void multiply(int row, int rows, int step, int depth, TileSink sink) {
      long at = index * op.batchStrideA() + (long) row * op.strideA() + step;
      if (together) {
        copy(at, values, 0, rows * depth);
      } else {
        copyRows(at, rows, depth, values, line);
      }
      var block = new Block(values, 0, positions, 0, STEPS, 0);
      long bytes = (long) op.m() * op.n() * Float.BYTES;
      tiles.multiply(block, rows, step, depth, panels, packed, begin, end, bytes, sink);
    }

    @Override
    public void close() {
      arrays.giveBack(values);
    }
  }

  /** By strips of rows, packed step by step: for many panels, or a transposed a. */
  private final class ByStrips implements Multiplier {
    private final float[] values;

    ByStrips(int height, int depth) {
      values = arrays.take(Strips.length(height, depth));
    }

    @Override
    public void multiply(int row, int rows, int step, int depth, TileSink sink) {
      var strips = new Strips(depth, values);
      load(strips, row, rows, step);
      tiles.multiply(strips, rows, step, panels, packed, begin, end, sink);
    }

    @Override
    public void close() {
      arrays.giveBack(values);
    }
  }

  private void load(Strips strips, int row, int rows, int step) {
    int depth = strips.depth();
    long matrix = index * op.batchStrideA();
    if (op.transposeA()) {
      var line = arrays.take(rows);
      for (int k = 0; k < depth; k++) {
        copy(matrix + (long) (step + k) * op.strideA() + row, line, 0, rows);
        strips.putStep(k, line, rows);
      }
      arrays.giveBack(line);
    } else {
      for (int i = 0; i < rows; i += Strips.HEIGHT) {
        loadStrip(strips, matrix + (long) (row + i) * op.strideA() + step, i, rows);
      }
    }
  }

  /** Whole rows first, which memory reads ahead, a little more than a power of two apart. */
  private void loadStrip(Strips strips, long at, int first, int rows) {
    int depth = strips.depth();
    int line = depth + LINE_GAP;
    int count = Math.min(Strips.HEIGHT, rows - first);
    var lines = arrays.take(count * line);
    copyRows(at, count, depth, lines, line);
    KERNELS.packer().pack(lines, 0, line, count, depth, strips.values(), strips.offset(first));
    arrays.giveBack(lines);
  }

  /** Whole rows, so many elements apart. */
  private void copyRows(long at, int rows, int depth, float[] lines, int line) {
    for (int i = 0; i < rows; i++) {
      copy(at + (long) i * op.strideA(), lines, i * line, depth);
    }
  }

  private void copy(long at, float[] line, int to, int count) {
    MemorySegment.copy(a, JAVA_FLOAT_UNALIGNED, at * Float.BYTES, line, to, count);
  }
}
