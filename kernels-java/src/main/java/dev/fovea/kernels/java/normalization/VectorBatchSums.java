package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The sums of {@link BatchLoops} over whole vectors of columns, four rows at once: sums in memory
 * are read and written once for all of them.
 */
final class VectorBatchSums {
  private static final int ROWS = 4;

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
    int row = 0;
    for (; row <= rows - ROWS; row += ROWS) {
      addFourMoments(x.memory(), x.at(row), x.stride(), whole, shift, sums, squares);
    }
    for (; row < rows; row++) {
      addMoments(x.memory(), x.at(row), whole, shift, sums, squares);
    }
  }

  private static void addFourMoments(
      MemorySegment x,
      int at,
      int stride,
      int bytes,
      MemorySegment shift,
      MemorySegment sums,
      MemorySegment squares) {
    for (int c = 0; c < bytes; c += BYTES) {
      var s = load(shift, c);
      var p = load(x, at + c).sub(s);
      var q = load(x, at + stride + c).sub(s);
      var r = load(x, at + 2 * stride + c).sub(s);
      var t = load(x, at + 3 * stride + c).sub(s);
      var sum = p.add(q).add(r.add(t));
      var square = multiplyAdd(p, p, q.mul(q)).add(multiplyAdd(r, r, t.mul(t)));
      add(sums, c, sum);
      add(squares, c, square);
    }
  }

  private static void addMoments(
      MemorySegment x,
      int at,
      int bytes,
      MemorySegment shift,
      MemorySegment sums,
      MemorySegment squares) {
    for (int c = 0; c < bytes; c += BYTES) {
      var deviation = load(x, at + c).sub(load(shift, c));
      var square = deviation.mul(deviation);
      add(sums, c, deviation);
      add(squares, c, square);
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
    int row = 0;
    for (; row <= rows - ROWS; row += ROWS) {
      addFourProducts(x, dy, row, whole, mean, sums, products);
    }
    for (; row < rows; row++) {
      addProducts(x.memory(), x.at(row), dy.memory(), dy.at(row), whole, mean, sums, products);
    }
  }

  private static void addFourProducts(
      RowBlock x,
      RowBlock dy,
      int row,
      int bytes,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products) {
    var xMemory = x.memory();
    var dyMemory = dy.memory();
    int xAt = x.at(row);
    int dyAt = dy.at(row);
    int stride = x.stride();
    for (int c = 0; c < bytes; c += BYTES) {
      var m = load(mean, c);
      var p = load(dyMemory, dyAt + c);
      var q = load(dyMemory, dyAt + stride + c);
      var product =
          multiplyAdd(
              load(xMemory, xAt + c).sub(m), p, load(xMemory, xAt + stride + c).sub(m).mul(q));
      var r = load(dyMemory, dyAt + 2 * stride + c);
      product = multiplyAdd(load(xMemory, xAt + 2 * stride + c).sub(m), r, product);
      var t = load(dyMemory, dyAt + 3 * stride + c);
      product = multiplyAdd(load(xMemory, xAt + 3 * stride + c).sub(m), t, product);
      var sum = p.add(q).add(r.add(t));
      add(sums, c, sum);
      add(products, c, product);
    }
  }

  private static void addProducts(
      MemorySegment x,
      int xAt,
      MemorySegment dy,
      int dyAt,
      int bytes,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products) {
    for (int c = 0; c < bytes; c += BYTES) {
      var gradient = load(dy, dyAt + c);
      var product = gradient.mul(load(x, xAt + c).sub(load(mean, c)));
      add(sums, c, gradient);
      add(products, c, product);
    }
  }
}
