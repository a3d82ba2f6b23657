package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import dev.fovea.kernels.java.simd.DoubleLanes;
import java.lang.foreign.MemorySegment;

/**
 * A vector of columns at a time and several rows at once, so that what belongs to a column is read
 * once for all of them; the last columns, fewer than a vector, one by one.
 */
final class VectorBatchLoops extends ScalarBatchLoops {
  private static final int ROWS = 4;

  private static int whole(int bytes) {
    return bytes - bytes % BYTES;
  }

  @Override
  public void widen(MemorySegment floats, MemorySegment doubles, int count) {
    int whole = DoubleLanes.SPECIES.loopBound(count) * Float.BYTES;
    int to = 0;
    for (int i = 0; i < whole; i += BYTES / 2, to += BYTES) {
      var sum = DoubleLanes.load(doubles, to).add(DoubleLanes.widen(floats, i));
      DoubleLanes.store(sum, doubles, to);
    }
    widen(floats, doubles, whole / Float.BYTES, count);
  }

  @Override
  public void addMoments(
      RowBlock x, int rows, MemorySegment shift, MemorySegment sums, MemorySegment squares) {
    int whole = whole(x.bytes());
    VectorBatchSums.addMoments(x, rows, whole, shift, sums, squares);
    if (whole < x.bytes()) {
      addMoments(x, rows, whole, shift, sums, squares);
    }
  }

  @Override
  public void addProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products) {
    int whole = whole(x.bytes());
    VectorBatchSums.addProducts(x, dy, rows, whole, mean, sums, products);
    if (whole < x.bytes()) {
      addProducts(x, dy, rows, whole, mean, sums, products);
    }
  }

  @Override
  public void normalize(
      RowBlock x,
      RowBlock y,
      int rows,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift) {
    int whole = whole(x.bytes());
    int row = 0;
    for (; row <= rows - ROWS; row += ROWS) {
      normalizeFour(
          x.memory(), x.at(row), y.memory(), y.at(row), x.stride(), whole, mean, scale, shift);
    }
    for (; row < rows; row++) {
      normalize(x.memory(), x.at(row), y.memory(), y.at(row), whole, mean, scale, shift);
    }
    if (whole < x.bytes()) {
      normalize(x, y, rows, whole, mean, scale, shift);
    }
  }

  private static void normalizeFour(
      MemorySegment x,
      int xAt,
      MemorySegment y,
      int yAt,
      int stride,
      int bytes,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift) {
    for (int c = 0; c < bytes; c += BYTES) {
      var m = load(mean, c);
      var a = load(scale, c);
      var b = load(shift, c);
      store(multiplyAdd(load(x, xAt + c).sub(m), a, b), y, yAt + c);
      int second = stride + c;
      store(multiplyAdd(load(x, xAt + second).sub(m), a, b), y, yAt + second);
      int third = 2 * stride + c;
      store(multiplyAdd(load(x, xAt + third).sub(m), a, b), y, yAt + third);
      int fourth = 3 * stride + c;
      store(multiplyAdd(load(x, xAt + fourth).sub(m), a, b), y, yAt + fourth);
    }
  }

  private static void normalize(
      MemorySegment x,
      int xAt,
      MemorySegment y,
      int yAt,
      int bytes,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift) {
    for (int c = 0; c < bytes; c += BYTES) {
      var deviation = load(x, xAt + c).sub(load(mean, c));
      store(multiplyAdd(deviation, load(scale, c), load(shift, c)), y, yAt + c);
    }
  }

  @Override
  public void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      MemorySegment mean,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c) {
    int whole = whole(x.bytes());
    int row = 0;
    for (; row <= rows - 2; row += 2) {
      gradientOfTwo(x, dy, dx, row, whole, mean, a, b, c);
    }
    if (row < rows) {
      gradientOfOne(x, dy, dx, row, whole, mean, a, b, c);
    }
    if (whole < x.bytes()) {
      gradient(x, dy, dx, rows, whole, mean, a, b, c);
    }
  }

  private static void gradientOfTwo(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int row,
      int bytes,
      MemorySegment mean,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c) {
    var xMemory = x.memory();
    var dyMemory = dy.memory();
    var dxMemory = dx.memory();
    int at = x.at(row);
    int next = x.at(row + 1);
    for (int i = 0; i < bytes; i += BYTES) {
      var m = load(mean, i);
      var slope = load(b, i);
      var offset = load(c, i);
      var scale = load(a, i);
      var share = multiplyAdd(load(xMemory, at + i).sub(m), slope, offset);
      store(multiplyAdd(load(dyMemory, at + i), scale, share), dxMemory, at + i);
      var nextShare = multiplyAdd(load(xMemory, next + i).sub(m), slope, offset);
      store(multiplyAdd(load(dyMemory, next + i), scale, nextShare), dxMemory, next + i);
    }
  }

  private static void gradientOfOne(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int row,
      int bytes,
      MemorySegment mean,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c) {
    var xMemory = x.memory();
    var dyMemory = dy.memory();
    var dxMemory = dx.memory();
    int at = x.at(row);
    for (int i = 0; i < bytes; i += BYTES) {
      var deviation = load(xMemory, at + i).sub(load(mean, i));
      var share = multiplyAdd(deviation, load(b, i), load(c, i));
      store(multiplyAdd(load(dyMemory, at + i), load(a, i), share), dxMemory, at + i);
    }
  }
}
