package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Gradients of maxima: each cell gathers what the windows over it give, so that dx is written once
 * and never read. Offsets are ints, in bytes.
 */
final class VectorGradientKernel {
  private VectorGradientKernel() {}

  /** A row of windows: where its gradients and its winners begin. */
  record Windows(MemorySegment gradients, MemorySegment winners, int at) {}

  /** A row of cells: where it begins, and the position of its first cell. */
  record Cells(MemorySegment memory, int at, int position) {}

  static IntVector winners(MemorySegment indices, int at) {
    return load(indices, at).reinterpretAsInts();
  }

  static FloatVector share(FloatVector gradient, IntVector winner, int position) {
    var others = winner.compare(VectorOperators.NE, position);
    return gradient.blend(0, others.cast(Lanes.SPECIES));
  }

  /** The same with a position for each lane. */
  static FloatVector share(FloatVector gradient, IntVector winner, IntVector positions) {
    var others = winner.compare(VectorOperators.NE, positions);
    return gradient.blend(0, others.cast(Lanes.SPECIES));
  }

  private static FloatVector add(
      FloatVector sum, FloatVector gradient, IntVector winner, int position) {
    var wins = winner.compare(VectorOperators.EQ, position);
    return sum.add(gradient, wins.cast(Lanes.SPECIES));
  }

  /** Two rows of cells under a row of 2×2 windows that don't overlap. */
  static void tiles(Windows windows, Cells top, Cells bottom, int step, int count) {
    int whole = step / BYTES * BYTES;
    for (int p = 0; p < count; p++) {
      tile(windows, top, bottom, step, p, 0, whole);
      if (whole < step) { // what is left over, with channels before it
        tile(windows, top, bottom, step, p, step - BYTES, BYTES);
      }
    }
  }

  /** Four cells under the p-th window: so many bytes of channels, from {@code first} on. */
  private static void tile(
      Windows windows, Cells top, Cells bottom, int step, int p, int first, int bytes) {
    int from = windows.at() + p * step + first;
    int to = 2 * p * step + first;
    var gradients = windows.gradients().asSlice(from, bytes);
    var winners = windows.winners().asSlice(from, bytes);
    var topLeft = top.memory().asSlice(top.at() + to, bytes);
    var topRight = top.memory().asSlice(top.at() + to + step, bytes);
    var bottomLeft = bottom.memory().asSlice(bottom.at() + to, bytes);
    var bottomRight = bottom.memory().asSlice(bottom.at() + to + step, bytes);
    int topPosition = top.position() + 2 * p;
    int bottomPosition = bottom.position() + 2 * p;
    for (int c = 0; c < bytes; c += BYTES) {
      var gradient = load(gradients, c);
      var winner = winners(winners, c);
      store(share(gradient, winner, topPosition), topLeft, c);
      store(share(gradient, winner, topPosition + 1), topRight, c);
      store(share(gradient, winner, bottomPosition), bottomLeft, c);
      store(share(gradient, winner, bottomPosition + 1), bottomRight, c);
    }
  }

  /**
   * Cells of the middle row of 3×3 windows that lie two cells apart, from the middle of the first
   * window to before the middle of the last.
   */
  static void middleRow(Windows windows, Cells cells, int step, int count) {
    for (int channel = 0; channel < step; channel += BYTES) {
      int c = Math.min(channel, step - BYTES);
      int from = windows.at() + c;
      int to = cells.at() + c;
      int position = cells.position();
      var left = load(windows.gradients(), from);
      var leftWinner = winners(windows.winners(), from);
      for (int p = 1; p < count; p++) {
        from += step;
        var right = load(windows.gradients(), from);
        var rightWinner = winners(windows.winners(), from);
        store(share(left, leftWinner, position), cells.memory(), to);
        to += step;
        var sum = share(left, leftWinner, position + 1);
        store(add(sum, right, rightWinner, position + 1), cells.memory(), to);
        to += step;
        position += 2;
        left = right;
        leftWinner = rightWinner;
      }
    }
  }

  /** The same for the row that windows share with those below. */
  static void sharedRow(Windows above, Windows below, Cells cells, int step, int count) {
    for (int channel = 0; channel < step; channel += BYTES) {
      int c = Math.min(channel, step - BYTES);
      int from = c;
      int to = cells.at() + c;
      int position = cells.position();
      var left = load(above.gradients(), above.at() + from);
      var leftWinner = winners(above.winners(), above.at() + from);
      var leftBelow = load(below.gradients(), below.at() + from);
      var leftBelowWinner = winners(below.winners(), below.at() + from);
      for (int p = 1; p < count; p++) {
        from += step;
        var right = load(above.gradients(), above.at() + from);
        var rightWinner = winners(above.winners(), above.at() + from);
        var rightBelow = load(below.gradients(), below.at() + from);
        var rightBelowWinner = winners(below.winners(), below.at() + from);
        var sum = share(left, leftWinner, position);
        store(add(sum, leftBelow, leftBelowWinner, position), cells.memory(), to);
        to += step;
        position++;
        sum = add(share(left, leftWinner, position), right, rightWinner, position);
        sum = add(sum, leftBelow, leftBelowWinner, position);
        store(add(sum, rightBelow, rightBelowWinner, position), cells.memory(), to);
        to += step;
        position++;
        left = right;
        leftWinner = rightWinner;
        leftBelow = rightBelow;
        leftBelowWinner = rightBelowWinner;
      }
    }
  }

  /** One column of cells of both rows, that only one column of windows is over. */
  static void column(Windows above, Windows below, Cells middle, Cells shared, int step) {
    for (int channel = 0; channel < step; channel += BYTES) {
      int c = Math.min(channel, step - BYTES);
      var a = load(above.gradients(), above.at() + c);
      var b = load(below.gradients(), below.at() + c);
      var winnerA = winners(above.winners(), above.at() + c);
      var winnerB = winners(below.winners(), below.at() + c);
      store(share(a, winnerA, middle.position()), middle.memory(), middle.at() + c);
      var sum = share(a, winnerA, shared.position());
      store(add(sum, b, winnerB, shared.position()), shared.memory(), shared.at() + c);
    }
  }
}
