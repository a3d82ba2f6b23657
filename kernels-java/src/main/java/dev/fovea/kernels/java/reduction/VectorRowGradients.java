package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.reduction.FoldedSums.PART;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.LaneFolds;
import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient of softmax, one row or two at a time: a row is read from memory once and is still in
 * the nearest cache when its sum is known, as blocks of three operands were not, and short rows
 * leave nothing in memory between the two passes.
 */
final class VectorRowGradients {
  private VectorRowGradients() {}

  /**
   * See {@link RowLoops#softmaxGradient}; of rows no shorter than a vector. Where they are whole
   * vectors, short ones are taken in one method: with masks in it too, C2 makes vectors objects.
   */
  static void softmax(RowBlock y, RowBlock dy, RowBlock dx, int rows) {
    if (y.bytes() <= PART && y.bytes() % BYTES == 0) {
      int even = rows - rows % 2;
      ofTwo(y, dy, dx, 0, even, y.bytes());
      ofTwo(y, dy, dx, even, rows, 0);
      return;
    }
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int from = 0; from < y.bytes(); from += PART) {
        sum += dot(y, dy, row, from, Math.min(PART, y.bytes() - from));
      }
      gradient(y, dy, dx, row, (float) sum);
    }
  }

  /** Two rows at once, or one twice: each is read before dx, which may be the same, is written. */
  private static void ofTwo(RowBlock y, RowBlock dy, RowBlock dx, int begin, int end, int next) {
    int bytes = y.bytes();
    int all = (end - begin) * bytes - next;
    if (all <= 0) {
      return;
    }
    int first = begin * bytes;
    var result = y.memory().asSlice(first, all);
    var from = dy.memory().asSlice(first, all);
    var to = dx.memory().asSlice(first, all);
    var nextResult = y.memory().asSlice(first + next, all);
    var nextFrom = dy.memory().asSlice(first + next, all);
    var nextTo = dx.memory().asSlice(first + next, all);
    int whole = bytes - bytes % BYTES;
    for (int at = 0; at < all; at += bytes + next) {
      int stop = at + whole;
      var sum = FloatVector.zero(SPECIES);
      var nextSum = sum;
      for (int i = at; i < stop; i += BYTES) {
        sum = multiplyAdd(load(result, i), load(from, i), sum);
        nextSum = multiplyAdd(load(nextResult, i), load(nextFrom, i), nextSum);
      }
      sum = LaneFolds.spreadSum(sum);
      nextSum = LaneFolds.spreadSum(nextSum);
      for (int i = at; i < stop; i += BYTES) {
        var a = load(result, i).mul(load(from, i).sub(sum));
        var b = load(nextResult, i).mul(load(nextFrom, i).sub(nextSum));
        store(a, to, i);
        store(b, nextTo, i);
      }
    }
  }

  private static float dot(RowBlock y, RowBlock dy, int row, int at, int bytes) {
    int pairs = bytes - bytes % (2 * BYTES);
    var p = y.part(row, at, bytes);
    var q = dy.part(row, at, bytes);
    var pNext = p.asSlice(Math.min(bytes, BYTES));
    var qNext = q.asSlice(Math.min(bytes, BYTES));
    var even = FloatVector.zero(SPECIES);
    var odd = even;
    for (int i = 0; i < pairs; i += 2 * BYTES) {
      even = multiplyAdd(load(p, i), load(q, i), even);
      odd = multiplyAdd(load(pNext, i), load(qNext, i), odd);
    }
    int i = pairs;
    if (i + BYTES <= bytes) {
      even = multiplyAdd(load(p, i), load(q, i), even);
      i += BYTES;
    }
    if (i < bytes) {
      var mask = Lanes.first((bytes - i) / Float.BYTES);
      odd = multiplyAdd(load(p, i, mask), load(q, i, mask), odd);
    }
    return LaneFolds.sum(even.add(odd));
  }

  /**
   * The last vector ends with the row and overlaps the one before, which costs less than a mask. It
   * is read first, for dx may be what is read.
   */
  private static void gradient(RowBlock y, RowBlock dy, RowBlock dx, int row, float sum) {
    var result = y.row(row);
    var from = dy.row(row);
    var to = dx.row(row);
    int last = y.bytes() - BYTES;
    var end = load(result, last).mul(load(from, last).sub(sum));
    for (int i = 0; i < last; i += BYTES) {
      store(load(result, i).mul(load(from, i).sub(sum)), to, i);
    }
    store(end, to, last);
  }
}
