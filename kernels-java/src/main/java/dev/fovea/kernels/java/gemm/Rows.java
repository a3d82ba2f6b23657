package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.VectorMode;

/**
 * A block of a as the {@link RowKernel}s read it: rows {@link #DISTANCE} apart, their steps side by
 * side. Packing an image this way is im2col, for one block that stays in the cache.
 */
final class Rows {
  /**
   * Values between rows: the steps of a block, and a cache line more, for a power of two would put
   * all rows of a tile into the same few places of the cache.
   */
  static final int DISTANCE = Blocking.of(VectorMode.current()).kc() + 16;

  /** Steps side by side that are worth a copy of their own. */
  private static final int SHORTEST_RUN = 8;

  private Rows() {}

  /** Floats that some rows take, with those that the last tile reads beyond them. */
  static int length(int rows, int tileRows) {
    return (rows + tileRows) * DISTANCE;
  }

  /**
   * Packs a block.
   *
   * @param block the block
   * @param rows its rows
   * @param depth its steps, at most the blocking's
   * @param packed overwritten; see {@link #length}
   */
  static void pack(Block block, int rows, int depth, float[] packed) {
    int step = 0;
    while (step < depth) {
      int run = run(block, step, depth);
      if (run < SHORTEST_RUN) {
        byPosition(block, rows, step, depth, packed);
        return;
      }
      int source = block.offset() + block.steps()[block.firstStep() + step];
      for (int row = 0; row < rows; row++) {
        int from = source + block.rows()[block.firstRow() + row];
        System.arraycopy(block.values(), from, packed, row * DISTANCE + step, run);
      }
      step += run;
    }
  }

  /** Steps from this one on that lie side by side. */
  private static int run(Block block, int step, int depth) {
    int[] steps = block.steps();
    int at = block.firstStep() + step;
    int count = 1;
    while (step + count < depth && steps[at + count] == steps[at] + count) {
      count++;
    }
    return count;
  }

  private static void byPosition(Block block, int rows, int step, int depth, float[] packed) {
    float[] values = block.values();
    int[] steps = block.steps();
    int firstStep = block.firstStep();
    for (int row = 0; row < rows; row++) {
      int source = block.offset() + block.rows()[block.firstRow() + row];
      int target = row * DISTANCE;
      for (int k = step; k < depth; k++) {
        packed[target + k] = values[source + steps[firstStep + k]];
      }
    }
  }
}
