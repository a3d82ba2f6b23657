package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The sums of {@link BatchLoops} over whole vectors of columns, several rows at once: sums in
 * memory are read and written once for all of them.
 */
final class VectorBatchSums {
  private VectorBatchSums() {}

  private static void add(MemorySegment sums, int at, FloatVector value) {
    store(load(sums, at).add(value), sums, at);
  }

  /** Columns up to a byte offset, see {@link BatchLoops#addMoments}. */
  static void addMoments(
      RowBlock x,
      int rows,
      int whole,
      MemorySegment shift,
      MemorySegment sums,
      MemorySegment squares) {
    int fours = rows - rows % 4;
    if (fours > 0) {
      addFourMoments(x, fours, whole, shift, sums, squares);
    }
    for (int row = fours; row < rows; row++) {
      addOneMoments(x, row, whole, shift, sums, squares);
    }
  }

  private static void addFourMoments(
      RowBlock x,
      int rows,
      int bytes,
      MemorySegment shift,
      MemorySegment sums,
      MemorySegment squares) {
    var shifts = shift.asSlice(0, bytes);
    var sumsTo = sums.asSlice(0, bytes);
    var squaresTo = squares.asSlice(0, bytes);
    for (int row = 0; row < rows; row += 4) {
      var first = x.row(row);
      var second = x.row(row + 1);
      var third = x.row(row + 2);
      var fourth = x.row(row + 3);
      for (int i = 0; i < bytes; i += BYTES) {
        var s = load(shifts, i);
        var p = load(first, i).sub(s);
        var q = load(second, i).sub(s);
        var r = load(third, i).sub(s);
        var t = load(fourth, i).sub(s);
        var sum = p.add(q).add(r.add(t));
        var square = multiplyAdd(p, p, q.mul(q)).add(multiplyAdd(r, r, t.mul(t)));
        add(sumsTo, i, sum);
        add(squaresTo, i, square);
      }
    }
  }

  private static void addOneMoments(
      RowBlock x,
      int row,
      int bytes,
      MemorySegment shift,
      MemorySegment sums,
      MemorySegment squares) {
    var shifts = shift.asSlice(0, bytes);
    var sumsTo = sums.asSlice(0, bytes);
    var squaresTo = squares.asSlice(0, bytes);
    var from = x.row(row);
    for (int i = 0; i < bytes; i += BYTES) {
      var deviation = load(from, i).sub(load(shifts, i));
      var square = deviation.mul(deviation);
      add(sumsTo, i, deviation);
      add(squaresTo, i, square);
    }
  }

  /** Columns up to a byte offset, see {@link BatchLoops#addProducts}. */
  static void addProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      int whole,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products) {
    int twos = rows - rows % 2;
    if (twos > 0) {
      addTwoProducts(x, dy, twos, whole, mean, sums, products);
    }
    if (twos < rows) {
      addOneProducts(x, dy, twos, whole, mean, sums, products);
    }
  }

  private static void addTwoProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      int bytes,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products) {
    var means = mean.asSlice(0, bytes);
    var sumsTo = sums.asSlice(0, bytes);
    var productsTo = products.asSlice(0, bytes);
    for (int row = 0; row < rows; row += 2) {
      var first = x.row(row);
      var second = x.row(row + 1);
      var firstGradient = dy.row(row);
      var secondGradient = dy.row(row + 1);
      for (int i = 0; i < bytes; i += BYTES) {
        var m = load(means, i);
        var p = load(firstGradient, i);
        var q = load(secondGradient, i);
        var product = multiplyAdd(load(first, i).sub(m), p, load(second, i).sub(m).mul(q));
        var sum = p.add(q);
        add(sumsTo, i, sum);
        add(productsTo, i, product);
      }
    }
  }

  private static void addOneProducts(
      RowBlock x,
      RowBlock dy,
      int row,
      int bytes,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products) {
    var means = mean.asSlice(0, bytes);
    var sumsTo = sums.asSlice(0, bytes);
    var productsTo = products.asSlice(0, bytes);
    var from = x.row(row);
    var gradients = dy.row(row);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var product = gradient.mul(load(from, i).sub(load(means, i)));
      add(sumsTo, i, gradient);
      add(productsTo, i, product);
    }
  }
}
