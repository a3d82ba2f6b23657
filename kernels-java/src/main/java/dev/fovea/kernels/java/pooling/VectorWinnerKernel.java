package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.FirstMaximum.areNumbers;
import static dev.fovea.kernels.java.simd.FirstMaximum.losesAsNumber;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** As {@link VectorMaximumKernel}, with the positions of the maxima. */
final class VectorWinnerKernel {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

  private VectorWinnerKernel() {}

  private static IntVector position(int position) {
    return IntVector.broadcast(INTS, position);
  }

  private static IntVector choose(IntVector best, IntVector position, VectorMask<Float> loses) {
    return position.blend(best, loses.cast(INTS));
  }

  /** The largest of 2×2 cells and its position. False if a cell may be NaN. */
  static boolean two(WindowTaps taps, WindowBlock block) {
    var x = block.cells().asSlice(0, block.cells().byteSize());
    var y = block.windows().asSlice(0, block.windows().byteSize());
    var winners = block.winners().asSlice(0, block.winners().byteSize());
    int pixelBytes = taps.pixelBytes();
    int runs = taps.runs(block.count());
    int vectors = taps.vectors(block.count());
    int cellStep = taps.cellStep();
    int windowStep = taps.windowStep();
    int spacing = taps.spacing();
    int last = taps.last();
    var sum = FloatVector.zero(SPECIES);
    for (int row = block.from(); row < block.to(); row++) {
      int top = taps.cells(taps.rows()[0][row]);
      int bottom = taps.cells(taps.rows()[1][row]);
      int first = taps.rows()[0][row] * taps.width();
      int below = taps.rows()[1][row] * taps.width() - first;
      int to = taps.windows(row);
      for (int p = 0; p < runs; p++) {
        int left = taps.columns()[0][p];
        int right = taps.columns()[1][p];
        for (int i = 0; i < vectors; i++) {
          int c = Math.min(i * cellStep, last);
          var leftPosition = position(first + left + i * spacing);
          var rightPosition = position(first + right + i * spacing);

          var a = load(x, top + left * pixelBytes + c);
          var b = load(x, top + right * pixelBytes + c);
          var loses = losesAsNumber(b, a);
          var best = b.blend(a, loses);
          var winner = choose(leftPosition, rightPosition, loses);

          var d = load(x, bottom + left * pixelBytes + c);
          var e = load(x, bottom + right * pixelBytes + c);
          loses = losesAsNumber(e, d);
          var bestBelow = e.blend(d, loses);
          var winnerBelow = choose(leftPosition, rightPosition, loses).add(below);

          loses = losesAsNumber(bestBelow, best);
          int at = to + Math.min(i * windowStep, last);
          store(bestBelow.blend(best, loses), y, at);
          store(choose(winner, winnerBelow, loses).reinterpretAsFloats(), winners, at);
          sum = a.add(b).add(d.add(e)).add(sum);
        }
        to += pixelBytes;
      }
    }
    return areNumbers(sum);
  }

  /**
   * The same for windows beside each other, two at a time, whose channels together fill a vector at
   * most: a vector begins at each of their cells but the last, and the second window's channels are
   * taken from the one that begins a cell later.
   */
  static boolean pairs(WindowTaps taps, WindowBlock block) {
    if (block.count() < 2) {
      return two(taps, block);
    }
    var x = block.cells().asSlice(0, block.cells().byteSize());
    var y = block.windows().asSlice(0, block.windows().byteSize());
    var winners = block.winners().asSlice(0, block.winners().byteSize());
    int pixelBytes = taps.pixelBytes();
    var firstWindow = Lanes.first(pixelBytes / Float.BYTES);
    var firstCells = IntVector.broadcast(INTS, 2).blend(0, firstWindow.cast(INTS));
    int last = block.count() - 2;
    int count = Math.ceilDiv(block.count(), 2);
    var sum = FloatVector.zero(SPECIES);
    for (int row = block.from(); row < block.to(); row++) {
      int top = taps.cells(2 * row);
      int bottom = taps.cells(2 * row + 1);
      int position = 2 * row * taps.width();
      int to = taps.windows(row);
      for (int i = 0; i < count; i++) {
        int window = Math.min(2 * i, last);
        int cell = 2 * window * pixelBytes;
        var leftPosition = firstCells.add(position + 2 * window);
        var rightPosition = leftPosition.add(1);

        var middle = load(x, top + cell + pixelBytes);
        var a = middle.blend(load(x, top + cell), firstWindow);
        var b = load(x, top + cell + 2 * pixelBytes).blend(middle, firstWindow);
        var loses = losesAsNumber(b, a);
        var best = b.blend(a, loses);
        var winner = choose(leftPosition, rightPosition, loses);

        middle = load(x, bottom + cell + pixelBytes);
        var d = middle.blend(load(x, bottom + cell), firstWindow);
        var e = load(x, bottom + cell + 2 * pixelBytes).blend(middle, firstWindow);
        loses = losesAsNumber(e, d);
        var bestBelow = e.blend(d, loses);
        var winnerBelow = choose(leftPosition, rightPosition, loses).add(taps.width());

        loses = losesAsNumber(bestBelow, best);
        int at = to + window * pixelBytes;
        store(bestBelow.blend(best, loses), y, at);
        store(choose(winner, winnerBelow, loses).reinterpretAsFloats(), winners, at);
        sum = a.add(b).add(d.add(e)).add(sum);
      }
    }
    return areNumbers(sum);
  }

  /**
   * The largest of 3×3 cells and its position. False if a cell may be NaN. Both in one loop are too
   * much for C2, so rows are taken twice.
   */
  static boolean three(WindowTaps taps, WindowBlock block) {
    boolean areNumbers = true;
    for (int row = block.from(); row < block.to(); row++) {
      var one = block.rows(row, row + 1, block.count());
      areNumbers &= VectorMaximumKernel.three(taps, one);
      positions(taps, one);
    }
    return areNumbers;
  }

  /** Of 3×3 numbers, the position of the first that is as large as the maximum, which y holds. */
  private static void positions(WindowTaps taps, WindowBlock block) {
    var x = block.cells().asSlice(0, block.cells().byteSize());
    var y = block.windows().asSlice(0, block.windows().byteSize());
    var winners = block.winners().asSlice(0, block.winners().byteSize());
    int pixelBytes = taps.pixelBytes();
    int runs = taps.runs(block.count());
    int vectors = taps.vectors(block.count());
    int cellStep = taps.cellStep();
    int windowStep = taps.windowStep();
    int spacing = taps.spacing();
    int last = taps.last();
    for (int row = block.from(); row < block.to(); row++) {
      int row0 = taps.rows()[0][row] * taps.width();
      int row1 = taps.rows()[1][row] * taps.width();
      int row2 = taps.rows()[2][row] * taps.width();
      int to = taps.windows(row);
      for (int p = 0; p < runs; p++) {
        int left = taps.columns()[0][p];
        int middle = taps.columns()[1][p];
        int right = taps.columns()[2][p];
        for (int i = 0; i < vectors; i++) {
          int c = Math.min(i * cellStep, last);
          int at = to + Math.min(i * windowStep, last);
          var best = load(y, at);
          var winner = position(row2 + right);
          winner = first(winner, row2 + middle, load(x, (row2 + middle) * pixelBytes + c), best);
          winner = first(winner, row2 + left, load(x, (row2 + left) * pixelBytes + c), best);
          winner = first(winner, row1 + right, load(x, (row1 + right) * pixelBytes + c), best);
          winner = first(winner, row1 + middle, load(x, (row1 + middle) * pixelBytes + c), best);
          winner = first(winner, row1 + left, load(x, (row1 + left) * pixelBytes + c), best);
          winner = first(winner, row0 + right, load(x, (row0 + right) * pixelBytes + c), best);
          winner = first(winner, row0 + middle, load(x, (row0 + middle) * pixelBytes + c), best);
          winner = first(winner, row0 + left, load(x, (row0 + left) * pixelBytes + c), best);
          store(winner.add(i * spacing).reinterpretAsFloats(), winners, at);
        }
        to += pixelBytes;
      }
    }
  }

  private static IntVector first(
      IntVector winner, int position, FloatVector cell, FloatVector best) {
    return winner.blend(position, cell.compare(VectorOperators.EQ, best).cast(INTS));
  }
}
