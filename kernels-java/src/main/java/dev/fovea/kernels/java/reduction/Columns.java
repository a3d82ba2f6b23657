package dev.fovea.kernels.java.reduction;

/**
 * Rows of few columns seen as fewer rows of more: {@code repeats} neighbouring rows are one, so
 * that vectors are full and an accumulator isn't needed again before it is ready.
 *
 * @param columns values of a row
 * @param repeats rows taken as one, a power of two; 1 where rows are long enough or not neighbours
 */
public record Columns(int columns, int repeats) {
  /** A multiple of every vector's length. */
  private static final int ALIGNED = 16;

  /**
   * For rows that lie {@code stride} elements apart.
   *
   * @param enough columns from which what a loop costs beside its vectors doesn't matter
   */
  public static Columns of(int rows, int columns, long stride, int enough) {
    if (stride != columns || columns >= enough) {
      return new Columns(columns, 1);
    }
    int repeats = 1;
    while (columns * repeats % ALIGNED != 0 || columns * repeats < enough) {
      repeats *= 2;
    }
    return new Columns(columns, repeats <= rows ? repeats : 1);
  }

  /** Accumulators: one per column of the widened rows. */
  public int accumulators() {
    return columns * repeats;
  }

  /** What is done with rows of one width. */
  public interface Task {
    /** Takes rows that lie {@code stride} elements apart, from element {@code begin} on. */
    void run(long begin, long stride, int rows, int width);
  }

  /** Takes the widened rows, then those that are left, as a shorter one. */
  public void forEachBlock(long begin, int rows, long stride, Task task) {
    int wide = rows / repeats;
    if (wide > 0) {
      task.run(begin, stride * repeats, wide, accumulators());
    }
    int rest = rows - wide * repeats;
    if (rest > 0) {
      task.run(begin + (long) wide * repeats * stride, stride * rest, 1, rest * columns);
    }
  }
}
