package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import dev.fovea.kernels.java.simd.DoubleLanes;
import java.lang.foreign.MemorySegment;

/**
 * A vector of columns at a time and several rows at once, far apart ({@link RowBlock#forEach}), so
 * that what belongs to a column is read once for all of them; the last columns, fewer than a
 * vector, one by one.
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
  public void addDoubles(MemorySegment from, MemorySegment to, int count) {
    int whole = DoubleLanes.SPECIES.loopBound(count);
    int bytes = whole * Double.BYTES;
    var addends = from.asSlice(0, bytes);
    var sums = to.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      DoubleLanes.store(DoubleLanes.load(sums, i).add(DoubleLanes.load(addends, i)), sums, i);
    }
    addDoubles(from, to, whole, count);
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
    x.forEach(
        rows,
        ROWS,
        (row, distance) -> normalizeFour(x, y, row, distance, whole, mean, scale, shift),
        row -> normalizeOne(x, y, row, whole, mean, scale, shift));
    if (whole < x.bytes()) {
      normalize(x, y, rows, whole, mean, scale, shift);
    }
  }

  private static void normalizeFour(
      RowBlock x,
      RowBlock y,
      int row,
      int distance,
      int bytes,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift) {
    var means = mean.asSlice(0, bytes);
    var scales = scale.asSlice(0, bytes);
    var shifts = shift.asSlice(0, bytes);
    var p = x.row(row);
    var q = x.row(row + distance);
    var r = x.row(row + 2 * distance);
    var s = x.row(row + 3 * distance);
    var pTo = y.row(row);
    var qTo = y.row(row + distance);
    var rTo = y.row(row + 2 * distance);
    var sTo = y.row(row + 3 * distance);
    for (int i = 0; i < bytes; i += BYTES) {
      var m = load(means, i);
      var a = load(scales, i);
      var b = load(shifts, i);
      store(multiplyAdd(load(p, i).sub(m), a, b), pTo, i);
      store(multiplyAdd(load(q, i).sub(m), a, b), qTo, i);
      store(multiplyAdd(load(r, i).sub(m), a, b), rTo, i);
      store(multiplyAdd(load(s, i).sub(m), a, b), sTo, i);
    }
  }

  private static void normalizeOne(
      RowBlock x,
      RowBlock y,
      int row,
      int bytes,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift) {
    var means = mean.asSlice(0, bytes);
    var scales = scale.asSlice(0, bytes);
    var shifts = shift.asSlice(0, bytes);
    var from = x.row(row);
    var to = y.row(row);
    for (int i = 0; i < bytes; i += BYTES) {
      var deviation = load(from, i).sub(load(means, i));
      store(multiplyAdd(deviation, load(scales, i), load(shifts, i)), to, i);
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
    x.forEach(
        rows,
        2,
        (row, distance) -> gradientOfTwo(x, dy, dx, row, row + distance, whole, mean, a, b, c),
        row -> gradientOfOne(x, dy, dx, row, whole, mean, a, b, c));
    if (whole < x.bytes()) {
      gradient(x, dy, dx, rows, whole, mean, a, b, c);
    }
  }

  private static void gradientOfTwo(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int row,
      int next,
      int bytes,
      MemorySegment mean,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c) {
    var means = mean.asSlice(0, bytes);
    var scales = a.asSlice(0, bytes);
    var slopes = b.asSlice(0, bytes);
    var offsets = c.asSlice(0, bytes);
    var value = x.row(row);
    var nextValue = x.row(next);
    var from = dy.row(row);
    var nextFrom = dy.row(next);
    var to = dx.row(row);
    var nextTo = dx.row(next);
    for (int i = 0; i < bytes; i += BYTES) {
      var m = load(means, i);
      var slope = load(slopes, i);
      var offset = load(offsets, i);
      var scale = load(scales, i);
      var share = multiplyAdd(load(value, i).sub(m), slope, offset);
      store(multiplyAdd(load(from, i), scale, share), to, i);
      var nextShare = multiplyAdd(load(nextValue, i).sub(m), slope, offset);
      store(multiplyAdd(load(nextFrom, i), scale, nextShare), nextTo, i);
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
    var means = mean.asSlice(0, bytes);
    var scales = a.asSlice(0, bytes);
    var slopes = b.asSlice(0, bytes);
    var offsets = c.asSlice(0, bytes);
    var value = x.row(row);
    var from = dy.row(row);
    var to = dx.row(row);
    for (int i = 0; i < bytes; i += BYTES) {
      var deviation = load(value, i).sub(load(means, i));
      var share = multiplyAdd(deviation, load(slopes, i), load(offsets, i));
      store(multiplyAdd(load(from, i), load(scales, i), share), to, i);
    }
  }
}
