package dev.fovea.kernels.java.gemm;

/**
 * A block of a as the {@link StripKernel}s read it: strips of {@code height} rows, one after the
 * other; a strip is cut into chunks of {@link #CHUNK} steps, {@code [chunk][row][step]}. So the
 * rows of a tile lie a constant apart, and what a tile reads lies together, in few pages. Packing
 * an image this way is im2col, for one block that stays in the cache.
 *
 * <p>What lies in unused rows of the last strip doesn't matter, because nothing computed from them
 * is stored.
 */
public final class Strips {
  /** Steps of a chunk: enough to repay the loop over chunks. */
  public static final int CHUNK = 64;

  /** Steps side by side that are worth a copy of their own. */
  private static final int SHORTEST_RUN = 8;

  private final int height;
  private final int depth;
  private final float[] values;

  /**
   * A view of strips.
   *
   * @param height rows of a strip
   * @param depth steps of each row
   * @param values where they lie; see {@link #length}
   */
  public Strips(int height, int depth, float[] values) {
    this.height = height;
    this.depth = depth;
    this.values = values;
  }

  /** Where a step of a row lies in its strip. */
  static int position(int height, int row, int step) {
    return step / CHUNK * CHUNK * height + row * CHUNK + step % CHUNK;
  }

  /** Floats that some rows take. */
  public static int length(int height, int rows, int depth) {
    return Math.ceilDiv(rows, height) * stripLength(height, depth);
  }

  private static int stripLength(int height, int depth) {
    return Math.ceilDiv(depth, CHUNK) * CHUNK * height;
  }

  /** Where a step of a row lies. */
  public int position(int row, int step) {
    return offset(row) + position(height, row % height, step);
  }

  /** Steps of each row. */
  int depth() {
    return depth;
  }

  /** Where they lie. */
  float[] values() {
    return values;
  }

  /** Where the strip begins whose first row this is. */
  public int offset(int row) {
    return row / height * stripLength(height, depth);
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
    int strip = offset(row);
    int end = step + count;
    while (step < end) {
      int part = Math.min(CHUNK - step % CHUNK, end - step);
      int to = strip + position(height, row % height, step);
      System.arraycopy(source, from, values, to, part);
      step += part;
      from += part;
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
    for (int row = 0; row < rows; row += height) {
      int to = offset(row) + position(height, 0, step);
      int count = Math.min(height, rows - row);
      for (int i = 0; i < count; i++) {
        values[to + i * CHUNK] = source[row + i];
      }
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

  /** Steps from this one on that lie side by side. */
  private int run(Block block, int step) {
    int[] steps = block.steps();
    int at = block.firstStep() + step;
    int count = 1;
    while (step + count < depth && steps[at + count] == steps[at] + count) {
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
      int strip = offset(row);
      for (int step = first; step < depth; ) {
        int to = strip + position(height, row % height, step);
        int end = Math.min(depth, step / CHUNK * CHUNK + CHUNK);
        for (; step < end; step++) {
          values[to++] = source[from + steps[firstStep + step]];
        }
      }
    }
  }
}
