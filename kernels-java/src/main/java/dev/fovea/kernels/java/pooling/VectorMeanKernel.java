package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import java.lang.foreign.MemorySegment;

/**
 * Means of windows. Offsets are ints, in bytes; of channels from {@code first} to before {@code
 * end}, whole vectors. More reads in one method than eight, and C2 puts its vectors on the heap.
 */
final class VectorMeanKernel {
  private VectorMeanKernel() {}

  /** The mean of 2×2 cells. */
  static boolean quarters(WindowTaps taps, WindowBlock block) {
    var x = block.cells().asSlice(0, block.cells().byteSize());
    var y = block.windows().asSlice(0, block.windows().byteSize());
    int pixelBytes = taps.pixelBytes();
    int runs = taps.runs(block.count());
    int vectors = taps.vectors(block.count());
    int cellStep = taps.cellStep();
    int windowStep = taps.windowStep();
    int last = taps.last();
    for (int row = block.from(); row < block.to(); row++) {
      int top = taps.cells(taps.rows()[0][row]);
      int bottom = taps.cells(taps.rows()[1][row]);
      int to = taps.windows(row);
      for (int p = 0; p < runs; p++) {
        int left = taps.columns()[0][p] * pixelBytes;
        int right = taps.columns()[1][p] * pixelBytes;
        for (int i = 0; i < vectors; i++) {
          int c = Math.min(i * cellStep, last);
          var above = load(x, top + left + c).add(load(x, top + right + c));
          var below = load(x, bottom + left + c).add(load(x, bottom + right + c));
          store(above.add(below).mul(0.25f), y, to + Math.min(i * windowStep, last));
        }
        to += pixelBytes;
      }
    }
    return true;
  }

  /** Adds eight cells to y, given where each lies. */
  static void addEight(
      MemorySegment x, int[] cells, int next, MemorySegment y, int to, int first, int end) {
    int bytes = end - first;
    var sums = y.asSlice(to + first, bytes);
    var cell0 = x.asSlice(cells[next] + first, bytes);
    var cell1 = x.asSlice(cells[next + 1] + first, bytes);
    var cell2 = x.asSlice(cells[next + 2] + first, bytes);
    var cell3 = x.asSlice(cells[next + 3] + first, bytes);
    var cell4 = x.asSlice(cells[next + 4] + first, bytes);
    var cell5 = x.asSlice(cells[next + 5] + first, bytes);
    var cell6 = x.asSlice(cells[next + 6] + first, bytes);
    var cell7 = x.asSlice(cells[next + 7] + first, bytes);
    for (int c = 0; c < bytes; c += BYTES) {
      var sum0 = load(cell0, c).add(load(cell1, c));
      var sum1 = load(cell2, c).add(load(cell3, c));
      var sum2 = load(cell4, c).add(load(cell5, c));
      var sum3 = load(cell6, c).add(load(cell7, c));
      store(load(sums, c).add(sum0.add(sum1).add(sum2.add(sum3))), sums, c);
    }
  }

  /** Adds one cell to y. */
  static void addOne(MemorySegment x, int cell, MemorySegment y, int to, int first, int end) {
    int bytes = end - first;
    var values = x.asSlice(cell + first, bytes);
    var sums = y.asSlice(to + first, bytes);
    for (int c = 0; c < bytes; c += BYTES) {
      store(load(sums, c).add(load(values, c)), sums, c);
    }
  }

  /** {@code y = x / divisor} */
  static void divide(
      MemorySegment x, int from, int divisor, MemorySegment y, int to, int first, int end) {
    int bytes = end - first;
    var values = x.asSlice(from + first, bytes);
    var target = y.asSlice(to + first, bytes);
    for (int c = 0; c < bytes; c += BYTES) {
      store(load(values, c).div(divisor), target, c);
    }
  }
}
