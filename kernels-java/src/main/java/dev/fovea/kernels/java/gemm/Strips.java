package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.VectorMode;

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
record Strips(int depth, float[] values) {
  /** Rows of a strip; a constant, so that C2 checks bounds once a loop. */
  public static final int HEIGHT = Blocking.of(VectorMode.current()).mr();

  /**
   * Values between steps: at 512 bits a vector, so that whole vectors are written. What lies beyond
   * the rows is never read.
   */
  public static final int STEP = VectorMode.current().bits() == 512 ? 16 : HEIGHT;

  /** Steps packed at once: what is read and written stays in the nearest cache. */
  static final int CHUNK = 256;

  /** Floats between rows that are brought side by side: not a power of two; see {@link #LINES}. */
  private static final int LINE = CHUNK + 16;

  /** Floats of the working memory of {@link #pack}. */
  static final int LINES = HEIGHT * LINE;

  /** Steps side by side that are worth a loop of their own. */
  private static final int SHORTEST_RUN = 8;

  /** Floats that some rows take. */
  public static int length(int rows, int depth) {
    return Math.ceilDiv(rows, HEIGHT) * STEP * depth;
  }

  /** Where the strip begins whose first row this is. */
  public int offset(int row) {
    return row / HEIGHT * STEP * depth;
  }

  /** Where a step of a row lies. */
  public int position(int row, int step) {
    return offset(row) + step * STEP + row % HEIGHT;
  }

  /**
   * Packs one step of some rows.
   *
   * @param step the step
   * @param first the first row: a strip's
   * @param source one value for each row
   * @param rows number of rows
   */
  void putStep(int step, int first, float[] source, int rows) {
    for (int row = 0; row < rows; row += HEIGHT) {
      int to = position(first + row, step);
      System.arraycopy(source, row, values, to, Math.min(HEIGHT, rows - row));
    }
  }

  /**
   * Packs a block of some rows.
   *
   * @param block the block
   * @param rows its rows
   * @param lines working memory of {@link #LINES} floats
   */
  void pack(Block block, int rows, float[] lines) {
    int step = 0;
    while (step < depth) {
      int run = run(block, step);
      if (run < SHORTEST_RUN) {
        byPosition(block, rows, step);
        return;
      }
      for (int row = 0; row < rows; row += HEIGHT) {
        pack(block, row, Math.min(HEIGHT, rows - row), step, run, lines);
      }
      step += run;
    }
  }

  /** Packs a run of steps of a strip: its rows are brought side by side and then transposed. */
  private void pack(Block block, int row, int rows, int step, int run, float[] lines) {
    int source = block.offset() + block.steps()[block.firstStep() + step];
    for (int i = 0; i < rows; i++) {
      int from = source + block.rows()[block.firstRow() + row + i];
      System.arraycopy(block.values(), from, lines, i * LINE, run);
    }
    int to = position(row, step);
    KernelSet.CURRENT.transposer().transpose(lines, 0, LINE, rows, run, values, to, STEP);
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
      for (int step = first; step < depth; step++, to += STEP) {
        values[to] = source[from + steps[firstStep + step]];
      }
    }
  }
}
