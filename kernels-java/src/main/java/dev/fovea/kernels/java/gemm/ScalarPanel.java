package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * A window of an array on a packed panel, some steps long: without C2, each access to a segment is
 * a chain of calls.
 *
 * @param columns columns of the panel
 * @param values the window
 */
record ScalarPanel(int columns, float[] values) {
  private static final int STEPS = 16;

  ScalarPanel(int columns) {
    this(columns, new float[STEPS * columns]);
  }

  /**
   * Where a step's columns lie in the window, which moves on when it is passed: steps are taken in
   * order.
   */
  int step(MemorySegment panels, int offset, int step, int depth) {
    if (step % STEPS == 0) {
      long from = (long) (offset + step * columns) * Float.BYTES;
      int count = Math.min(STEPS, depth - step) * columns;
      MemorySegment.copy(panels, JAVA_FLOAT, from, values, 0, count);
    }
    return step % STEPS * columns;
  }
}
