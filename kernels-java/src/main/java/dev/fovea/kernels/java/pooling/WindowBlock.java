package dev.fovea.kernels.java.pooling;

import java.lang.foreign.MemorySegment;

/**
 * Rows of windows of one image. What lies behind them in the memory that is written, up to its end,
 * may be overwritten: it is written after them.
 *
 * @param cells the input or its gradient, from this image on
 * @param windows the output or its gradient, from this image on
 * @param winners positions of the maxima, from this image on; null if there are none
 * @param from the first row of windows
 * @param to the row after the last
 * @param count windows of each row, from the first
 */
record WindowBlock(
    MemorySegment cells,
    MemorySegment windows,
    MemorySegment winners,
    int from,
    int to,
    int count) {

  /** Loops over the windows of a block, in whole vectors. */
  interface Kernel {
    /** False if the results are worthless, because there may be a NaN. */
    boolean run(WindowTaps taps, WindowBlock block);
  }

  /** The usual loops, for what the kernel can't do. */
  interface Rest {
    /** Takes windows of one row. */
    void run(int row, int first);

    /** Takes whole rows. */
    default void rows(int from, int to) {
      for (int row = from; row < to; row++) {
        run(row, 0);
      }
    }
  }

  WindowBlock rows(int from, int to, int count) {
    return new WindowBlock(cells, windows, winners, from, to, count);
  }

  /** Runs the kernel where its vectors stay inside the memories, and the usual loops elsewhere. */
  void run(WindowTaps taps, Kernel kernel, Rest rest) {
    int all = to;
    while (all > from && within(taps, all - 1) < count) {
      all--;
    }
    rows(from, all, count).runWhole(taps, kernel, rest);
    for (int row = all; row < to; row++) {
      int some = within(taps, row);
      rows(row, row + 1, some).runWhole(taps, kernel, rest);
      rest.run(row, some);
    }
  }

  private int within(WindowTaps taps, int row) {
    return taps.within(row, cells.byteSize(), windows.byteSize());
  }

  private void runWhole(WindowTaps taps, Kernel kernel, Rest rest) {
    if (from < to && count > 0 && !kernel.run(taps, this)) {
      rest.rows(from, to);
    }
  }
}
