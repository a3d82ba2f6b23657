package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;

/**
 * A vector of columns at a time; the last columns, fewer than a vector, one by one. What comes
 * after the sums goes row by row: memory is read and written in one stream each. Several rows at
 * once would read their columns' factors less often, but caches are what it waits for: four rows of
 * 1024 columns took half as long again (a C program's loops, Zen 5).
 */
class VectorBatchLoops extends ScalarBatchLoops {
  private static int whole(int bytes) {
    return bytes - bytes % BYTES;
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
    normalizeWhole(x, y, rows, whole, mean, scale, shift);
    if (whole < x.bytes()) {
      normalize(x, y, rows, whole, mean, scale, shift);
    }
  }

  private static void normalizeWhole(
      RowBlock x,
      RowBlock y,
      int rows,
      int bytes,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift) {
    var means = mean.asSlice(0, bytes);
    var scales = scale.asSlice(0, bytes);
    var shifts = shift.asSlice(0, bytes);
    for (int row = 0; row < rows; row++) {
      var from = x.part(row, 0, bytes);
      var to = y.part(row, 0, bytes);
      for (int i = 0; i < bytes; i += BYTES) {
        var deviation = load(from, i).sub(load(means, i));
        store(multiplyAdd(deviation, load(scales, i), load(shifts, i)), to, i);
      }
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
    gradientOfWhole(x, dy, dx, rows, whole, mean, a, b, c);
    if (whole < x.bytes()) {
      gradient(x, dy, dx, rows, whole, mean, a, b, c);
    }
  }

  private static void gradientOfWhole(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      int bytes,
      MemorySegment mean,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c) {
    var means = mean.asSlice(0, bytes);
    var scales = a.asSlice(0, bytes);
    var slopes = b.asSlice(0, bytes);
    var offsets = c.asSlice(0, bytes);
    for (int row = 0; row < rows; row++) {
      var value = x.part(row, 0, bytes);
      var from = dy.part(row, 0, bytes);
      var to = dx.part(row, 0, bytes);
      for (int i = 0; i < bytes; i += BYTES) {
        var deviation = load(value, i).sub(load(means, i));
        var share = multiplyAdd(deviation, load(slopes, i), load(offsets, i));
        store(multiplyAdd(load(from, i), load(scales, i), share), to, i);
      }
    }
  }
}
