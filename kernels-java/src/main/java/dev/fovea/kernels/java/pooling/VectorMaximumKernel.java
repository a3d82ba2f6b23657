package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.FirstMaximum.areNumbers;
import static dev.fovea.kernels.java.simd.FirstMaximum.larger;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import jdk.incubator.vector.FloatVector;

/**
 * Maxima of small windows, unrolled, as long as all cells are numbers: two instructions a cell
 * instead of five. A third adds the cells up, and tells whether there may have been a NaN; then the
 * results are worthless. The sum of infinities of both signs is a false alarm.
 */
final class VectorMaximumKernel {
  private VectorMaximumKernel() {}

  /** The largest of 2×2 cells. False if a cell may be NaN. */
  static boolean two(WindowTaps taps, WindowBlock block) {
    var x = block.cells().asSlice(0, block.cells().byteSize());
    var y = block.windows().asSlice(0, block.windows().byteSize());
    int pixelBytes = taps.pixelBytes();
    int runs = taps.runs(block.count());
    int vectors = taps.vectors(block.count());
    int cellStep = taps.cellStep();
    int windowStep = taps.windowStep();
    int last = taps.last();
    var sum = FloatVector.zero(SPECIES);
    for (int row = block.from(); row < block.to(); row++) {
      int top = taps.cells(taps.rows()[0][row]);
      int bottom = taps.cells(taps.rows()[1][row]);
      int to = taps.windows(row);
      for (int p = 0; p < runs; p++) {
        int left = taps.columns()[0][p] * pixelBytes;
        int right = taps.columns()[1][p] * pixelBytes;
        for (int i = 0; i < vectors; i++) {
          int c = Math.min(i * cellStep, last);
          var topLeft = load(x, top + left + c);
          var topRight = load(x, top + right + c);
          var bottomLeft = load(x, bottom + left + c);
          var bottomRight = load(x, bottom + right + c);
          var best = larger(larger(topLeft, topRight), larger(bottomLeft, bottomRight));
          store(best, y, to + Math.min(i * windowStep, last));
          sum = topLeft.add(topRight).add(bottomLeft.add(bottomRight)).add(sum);
        }
        to += pixelBytes;
      }
    }
    return areNumbers(sum);
  }

  /**
   * The same for channels that fill vectors, several a window: each cell has a slice of its own, so
   * that no vector's bounds are checked, a sixth of the time. With fewer vectors that is lost again
   * to setting the slices up, and 3×3 cells are more slices than C2 can bear.
   */
  static boolean twoOfWhole(WindowTaps taps, WindowBlock block) {
    var x = block.cells().asSlice(0, block.cells().byteSize());
    var y = block.windows().asSlice(0, block.windows().byteSize());
    int bytes = taps.pixelBytes();
    var sum = FloatVector.zero(SPECIES);
    for (int row = block.from(); row < block.to(); row++) {
      int top = taps.cells(taps.rows()[0][row]);
      int bottom = taps.cells(taps.rows()[1][row]);
      int to = taps.windows(row);
      for (int p = 0; p < block.count(); p++) {
        int left = taps.columns()[0][p] * bytes;
        int right = taps.columns()[1][p] * bytes;
        var topLefts = x.asSlice(top + left, bytes);
        var topRights = x.asSlice(top + right, bytes);
        var bottomLefts = x.asSlice(bottom + left, bytes);
        var bottomRights = x.asSlice(bottom + right, bytes);
        var target = y.asSlice(to, bytes);
        for (int c = 0; c < bytes; c += BYTES) {
          var topLeft = load(topLefts, c);
          var topRight = load(topRights, c);
          var bottomLeft = load(bottomLefts, c);
          var bottomRight = load(bottomRights, c);
          var best = larger(larger(topLeft, topRight), larger(bottomLeft, bottomRight));
          store(best, target, c);
          sum = topLeft.add(topRight).add(bottomLeft.add(bottomRight)).add(sum);
        }
        to += bytes;
      }
    }
    return areNumbers(sum);
  }

  /** The largest of 3×3 cells. False if a cell may be NaN. */
  static boolean three(WindowTaps taps, WindowBlock block) {
    var x = block.cells().asSlice(0, block.cells().byteSize());
    var y = block.windows().asSlice(0, block.windows().byteSize());
    int pixelBytes = taps.pixelBytes();
    int runs = taps.runs(block.count());
    int vectors = taps.vectors(block.count());
    int cellStep = taps.cellStep();
    int windowStep = taps.windowStep();
    int last = taps.last();
    var sum = FloatVector.zero(SPECIES);
    for (int row = block.from(); row < block.to(); row++) {
      int row0 = taps.cells(taps.rows()[0][row]);
      int row1 = taps.cells(taps.rows()[1][row]);
      int row2 = taps.cells(taps.rows()[2][row]);
      int to = taps.windows(row);
      for (int p = 0; p < runs; p++) {
        int left = taps.columns()[0][p] * pixelBytes;
        int middle = taps.columns()[1][p] * pixelBytes;
        int right = taps.columns()[2][p] * pixelBytes;
        for (int i = 0; i < vectors; i++) {
          int c = Math.min(i * cellStep, last);
          var a = load(x, row0 + left + c);
          var b = load(x, row0 + middle + c);
          var d = load(x, row0 + right + c);
          var best = larger(larger(a, b), d);
          var cells = a.add(b).add(d);
          a = load(x, row1 + left + c);
          b = load(x, row1 + middle + c);
          d = load(x, row1 + right + c);
          best = larger(best, larger(larger(a, b), d));
          cells = cells.add(a.add(b).add(d));
          a = load(x, row2 + left + c);
          b = load(x, row2 + middle + c);
          d = load(x, row2 + right + c);
          best = larger(best, larger(larger(a, b), d));
          cells = cells.add(a.add(b).add(d));
          sum = cells.add(sum);
          store(best, y, to + Math.min(i * windowStep, last));
        }
        to += pixelBytes;
      }
    }
    return areNumbers(sum);
  }
}
