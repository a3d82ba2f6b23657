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
    for (int p = 0; p < windows; p++) {
      int left = column0[p];
      int right = column1[p];
      int target = to + p * pixelBytes;
      for (int c = first; c < end; c += BYTES) {
        var best = load(x, row0 + left + c);
        best = larger(best, load(x, row0 + right + c));
        best = larger(best, load(x, row1 + left + c));
        best = larger(best, load(x, row1 + right + c));
        store(best, y, target + c);
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
    for (int p = 0; p < windows; p++) {
      int left = column0[p];
      int middle = column1[p];
      int right = column2[p];
      int target = to + p * pixelBytes;
      for (int c = first; c < end; c += BYTES) {
        var best = load(x, row0 + left + c);
        best = larger(best, load(x, row0 + middle + c));
        best = larger(best, load(x, row0 + right + c));
        best = larger(best, load(x, row1 + left + c));
        best = larger(best, load(x, row1 + middle + c));
        best = larger(best, load(x, row1 + right + c));
        best = larger(best, load(x, row2 + left + c));
        best = larger(best, load(x, row2 + middle + c));
        best = larger(best, load(x, row2 + right + c));
        store(best, y, target + c);
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
    for (int p = 0; p < windows; p++) {
      int left = column0[p];
      int right = column1[p];
      int target = to + p * pixelBytes;
      for (int c = first; c < end; c += BYTES) {
        var top = load(x, row0 + left + c).add(load(x, row0 + right + c));
        var bottom = load(x, row1 + left + c).add(load(x, row1 + right + c));
        store(top.add(bottom).mul(0.25f), y, target + c);
      }
    }
  }

  /** Adds eight cells to y, given where each lies. */
  static void addEight(
      MemorySegment x, int[] cells, int next, MemorySegment y, int to, int first, int end) {
    int cell0 = cells[next];
    int cell1 = cells[next + 1];
    int cell2 = cells[next + 2];
    int cell3 = cells[next + 3];
    int cell4 = cells[next + 4];
    int cell5 = cells[next + 5];
    int cell6 = cells[next + 6];
    int cell7 = cells[next + 7];
    for (int c = first; c < end; c += BYTES) {
      var sum0 = load(x, cell0 + c).add(load(x, cell1 + c));
      var sum1 = load(x, cell2 + c).add(load(x, cell3 + c));
      var sum2 = load(x, cell4 + c).add(load(x, cell5 + c));
      var sum3 = load(x, cell6 + c).add(load(x, cell7 + c));
      store(load(y, to + c).add(sum0.add(sum1).add(sum2.add(sum3))), y, to + c);
    }
  }

  /** Adds one cell to y. */
  static void addOne(MemorySegment x, int cell, MemorySegment y, int to, int first, int end) {
    for (int c = first; c < end; c += BYTES) {
      store(load(y, to + c).add(load(x, cell + c)), y, to + c);
    }
  }

  /** {@code y = x / divisor} */
  static void divide(
      MemorySegment x, int from, int divisor, MemorySegment y, int to, int first, int end) {
    for (int c = first; c < end; c += BYTES) {
      store(load(x, from + c).div(divisor), y, to + c);
    }
  }
}
