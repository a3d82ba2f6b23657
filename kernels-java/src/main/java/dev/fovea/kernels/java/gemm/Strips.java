package dev.fovea.kernels.java.gemm;

/**
 * A block of a as the {@link StripKernel}s read it: strips of {@link #HEIGHT} rows, one after the
 * other, each {@code [step][row]}. So a tile reads its strip from front to back, at one address
 * that moves on by a constant. Packing an image this way is im2col, for one block that stays in the
 * cache.
 *
 * <p>What lies in unused rows of the last strip doesn't matter, because nothing computed from them
 * is stored.
 *
 * @param depth steps of each row
 * @param values where the strips lie; see {@link #length}
 */
public record Strips(int depth, float[] values) {
  /** Rows of a strip; a constant, so that C2 checks bounds once a loop. */
  public static final int HEIGHT = KernelSet.CURRENT.blocking().mr();

  /** Steps packed at once, row by row: what they write stays in the nearest cache. */
  static final int CHUNK = 256;

  /** Steps side by side that are worth a loop of their own. */
  private static final int SHORTEST_RUN = 8;

  /** Floats that some rows take. */
  public static int length(int rows, int depth) {
    return Math.ceilDiv(rows, HEIGHT) * HEIGHT * depth;
  }

  /** Where the strip begins whose first row this is. */
  public int offset(int row) {
    return row / HEIGHT * HEIGHT * depth;
  }

  /** Where a step of a row lies. */
  public int position(int row, int step) {
    return offset(row) + step * HEIGHT + row % HEIGHT;
  }

  /**
   * Packs a part of a row.
   *
   * @param row the row
   * @param step first step
   * @param source its values
   * @param from where the first lies in {@code source}
   * @param count steps
   */
  void put(int row, int step, float[] source, int from, int count) {
    int to = position(row, step);
    for (int i = 0; i < count; i++) {
      values[to + i * HEIGHT] = source[from + i];
    }
  }

  /**
   * Packs one step of some rows.
   *
   * @param step the step
   * @param source one value for each row, from the first on
   * @param rows number of rows
   */
  void putStep(int step, float[] source, int rows) {
    for (int row = 0; row < rows; row += HEIGHT) {
      System.arraycopy(source, row, values, position(row, step), Math.min(HEIGHT, rows - row));
    }
  }

  /** Packs a block of some rows. */
  void pack(Block block, int rows) {
    int step = 0;
    while (step < depth) {
      int run = run(block, step);
      if (run < SHORTEST_RUN) {
        byPosition(block, rows, step);
        return;
      }
      int source = block.offset() + block.steps()[block.firstStep() + step];
      for (int row = 0; row < rows; row++) {
        put(row, step, block.values(), source + block.rows()[block.firstRow() + row], run);
      }
      step += run;
    }
  }

  /** Steps from this one on that lie side by side, a chunk at most. */
  private int run(Block block, int step) {
    int[] steps = block.steps();
    int at = block.firstStep() + step;
    int most = Math.min(CHUNK, depth - step);
    int count = 1;
    while (count < most && steps[at + count] == steps[at] + count) {
      count++;
    }
    return count;
  }

  private void byPosition(Block block, int rows, int first) {
    float[] source = block.values();
    int[] steps = block.steps();
    int firstStep = block.firstStep();
    for (int row = 0; row < rows; row++) {
      int from = block.offset() + block.rows()[block.firstRow() + row];
      int to = position(row, first);
      for (int step = first; step < depth; step++, to += HEIGHT) {
        values[to] = source[from + steps[firstStep + step]];
      }
    }
  }
}
