package dev.fovea.kernels.java.pooling;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Small windows along a row, unrolled. Offsets are ints, in bytes: of rows in x, of each window's
 * columns in a row; of channels from {@code first} to before {@code end}, whole vectors. More reads
 * in one method, and C2 puts its vectors on the heap.
 */
final class VectorWindowKernel {
  private VectorWindowKernel() {}

  /** The larger; a NaN in any case, and the first of equals. */
  private static FloatVector larger(FloatVector best, FloatVector value) {
    return best.blend(value, VectorPoolingLoops.beats(value, best));
  }

  /** The largest of 2×2 cells, for each window of a row. */
  static void maximum2(
      MemorySegment x,
      int row0,
      int row1,
      int[] column0,
      int[] column1,
      MemorySegment y,
      int to,
      int pixelBytes,
      int windows,
      int first,
      int end) {
    int bytes = end - first;
    for (int p = 0; p < windows; p++) {
      int left = column0[p];
      int right = column1[p];
      var cell00 = x.asSlice(row0 + left + first, bytes);
      var cell01 = x.asSlice(row0 + right + first, bytes);
      var cell10 = x.asSlice(row1 + left + first, bytes);
      var cell11 = x.asSlice(row1 + right + first, bytes);
      var target = y.asSlice(to + p * pixelBytes + first, bytes);
      for (int c = 0; c < bytes; c += BYTES) {
        var best = load(cell00, c);
        best = larger(best, load(cell01, c));
        best = larger(best, load(cell10, c));
        best = larger(best, load(cell11, c));
        store(best, target, c);
      }
    }
  }

  /** The largest of 3×3 cells, for each window of a row. */
  static void maximum3(
      MemorySegment x,
      int row0,
      int row1,
      int row2,
      int[] column0,
      int[] column1,
      int[] column2,
      MemorySegment y,
      int to,
      int pixelBytes,
      int windows,
      int first,
      int end) {
    int bytes = end - first;
    for (int p = 0; p < windows; p++) {
      int left = column0[p];
      int middle = column1[p];
      int right = column2[p];
      var cell00 = x.asSlice(row0 + left + first, bytes);
      var cell01 = x.asSlice(row0 + middle + first, bytes);
      var cell02 = x.asSlice(row0 + right + first, bytes);
      var cell10 = x.asSlice(row1 + left + first, bytes);
      var cell11 = x.asSlice(row1 + middle + first, bytes);
      var cell12 = x.asSlice(row1 + right + first, bytes);
      var cell20 = x.asSlice(row2 + left + first, bytes);
      var cell21 = x.asSlice(row2 + middle + first, bytes);
      var cell22 = x.asSlice(row2 + right + first, bytes);
      var target = y.asSlice(to + p * pixelBytes + first, bytes);
      for (int c = 0; c < bytes; c += BYTES) {
        var best = load(cell00, c);
        best = larger(best, load(cell01, c));
        best = larger(best, load(cell02, c));
        best = larger(best, load(cell10, c));
        best = larger(best, load(cell11, c));
        best = larger(best, load(cell12, c));
        best = larger(best, load(cell20, c));
        best = larger(best, load(cell21, c));
        best = larger(best, load(cell22, c));
        store(best, target, c);
      }
    }
  }

  /** The mean of 2×2 cells, for each window of a row. */
  static void average2(
      MemorySegment x,
      int row0,
      int row1,
      int[] column0,
      int[] column1,
      MemorySegment y,
      int to,
      int pixelBytes,
      int windows,
      int first,
      int end) {
    int bytes = end - first;
    for (int p = 0; p < windows; p++) {
      int left = column0[p];
      int right = column1[p];
      var cell00 = x.asSlice(row0 + left + first, bytes);
      var cell01 = x.asSlice(row0 + right + first, bytes);
      var cell10 = x.asSlice(row1 + left + first, bytes);
      var cell11 = x.asSlice(row1 + right + first, bytes);
      var target = y.asSlice(to + p * pixelBytes + first, bytes);
      for (int c = 0; c < bytes; c += BYTES) {
        var top = load(cell00, c).add(load(cell01, c));
        var bottom = load(cell10, c).add(load(cell11, c));
        store(top.add(bottom).mul(0.25f), target, c);
      }
    }
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
