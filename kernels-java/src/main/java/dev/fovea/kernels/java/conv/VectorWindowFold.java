package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds up what the windows of a row give to its cells, {@code row[q · S + j] += window[q][j]},
 * where a window is two vectors, the last partial, and the next begins {@code S} cells after it, a
 * vector at most. Sums stay in two registers, which move on by {@code S} lanes for each window: so
 * a cell is written and never read. (A window that is added to cells in memory waits until the one
 * before, which overlaps it, has reached the cache.)
 */
final class VectorWindowFold {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  /** Values from window to window. */
  static final int WINDOW = 2 * LANES;

  private final int windows;
  private final int step;

  /** Lanes of a window's second vector that are none of its cells. */
  private final VectorMask<Float> unused;

  /** Moves sums on by a window's step, and which lanes come from the next vector then. */
  private final VectorShuffle<Float> shift;

  private final VectorMask<Float> entering;

  /** What a row has behind the first cells of its windows: their last ones, and cells of none. */
  private final VectorMask<Float> restLeft;

  private final VectorMask<Float> restRight;

  /**
   * For the rows of a convolution's padded input.
   *
   * @param length values of a row
   */
  VectorWindowFold(Conv2d op, int length) {
    windows = op.columns().output();
    step = step(op);
    unused = Lanes.first(cells(op) - LANES).not();
    shift = VectorShuffle.fromOp(SPECIES, lane -> (lane + step) % LANES);
    entering = Lanes.first(LANES - step).not();
    int rest = length - windows * step;
    restLeft = Lanes.first(Math.clamp(rest, 0, LANES));
    restRight = Lanes.first(Math.clamp(rest - LANES, 0, LANES));
  }

  /** Whether a convolution's windows are as long, and as near. */
  static boolean fits(Conv2d op) {
    return cells(op) > LANES && cells(op) <= WINDOW && step(op) <= LANES;
  }

  private static int cells(Conv2d op) {
    return op.columns().kernel() * op.channels();
  }

  private static int step(Conv2d op) {
    return op.columns().stride() * op.channels();
  }

  /**
   * Writes a row.
   *
   * @param values windows, {@link #WINDOW} values each
   * @param from where the first begins
   * @param rows where to
   * @param to where the row begins
   */
  void fold(float[] values, int from, float[] rows, int to) {
    var left = FloatVector.zero(SPECIES);
    var right = FloatVector.zero(SPECIES);
    for (int q = 0; q < windows; q++) {
      int at = from + q * WINDOW;
      left = left.add(FloatVector.fromArray(SPECIES, values, at));
      right = right.add(FloatVector.fromArray(SPECIES, values, at + LANES).blend(0, unused));
      left.intoArray(rows, to + q * step);
      right = right.rearrange(shift);
      left = left.rearrange(shift).blend(right, entering);
      right = right.blend(0, entering);
    }
    int rest = to + windows * step;
    left.intoArray(rows, rest, restLeft);
    right.intoArray(rows, rest + LANES, restRight);
  }
}
