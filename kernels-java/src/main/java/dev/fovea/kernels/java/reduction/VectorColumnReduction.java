package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.DoubleLanes.HALF_BYTES;
import static dev.fovea.kernels.java.simd.DoubleLanes.WIDE_BYTES;
import static dev.fovea.kernels.java.simd.DoubleLanes.widen;

import dev.fovea.backend.op.Reduce;
import dev.fovea.kernels.java.simd.DoubleLanes;
import java.lang.foreign.MemorySegment;

/** {@link ReductionLoops#reduceColumns} of whole vectors of columns. */
final class VectorColumnReduction {
  /** Rows that are added at once. */
  private static final int ROWS = 4;

  /** Rows of a loop over contiguous ones, whose offsets are ints. */
  private static final int MOST_ROWS = 1 << 20;

  private VectorColumnReduction() {}

  private static long bytes(long elements) {
    return elements * Float.BYTES;
  }

  /** Whether a kind adds values up as they are. */
  static boolean adds(Reduce.Kind kind) {
    return kind == Reduce.Kind.SUM || kind == Reduce.Kind.MEAN;
  }

  /** Columns up to {@code whole}, a multiple of {@link DoubleLanes#COUNT}. */
  static void reduce(
      Reduce.Kind kind,
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int whole,
      MemorySegment accumulators) {
    boolean adds = adds(kind);
    if (adds && stride == VectorContiguousColumns.COUNT && whole == stride) {
      addContiguous(x, begin, rows, accumulators);
      return;
    }
    int done = adds ? addFours(x, begin, stride, rows, whole, accumulators) : 0;
    for (int row = done; row < rows; row++) {
      long at = bytes(begin + row * stride);
      switch (kind) {
        case SUM, MEAN -> addRow(x, at, whole, accumulators);
        case SUM_OF_SQUARES -> addSquares(x, at, whole, accumulators);
        case MAX -> raise(x, at, whole, accumulators);
        case MIN -> lower(x, at, whole, accumulators);
      }
    }
  }

  private static void addContiguous(MemorySegment x, long begin, int rows, MemorySegment sums) {
    for (int row = 0; row < rows; row += MOST_ROWS) {
      long at = bytes(begin + (long) row * VectorContiguousColumns.COUNT);
      VectorContiguousColumns.add(x, at, Math.min(MOST_ROWS, rows - row), sums);
    }
  }

  /** Adds rows as far as there are four; how many it has added. */
  private static int addFours(
      MemorySegment x, long begin, long stride, int rows, int whole, MemorySegment sums) {
    int row = 0;
    for (; row <= rows - ROWS; row += ROWS) {
      addRows(x, bytes(begin + row * stride), bytes(stride), whole, sums);
    }
    return row;
  }

  /** Four rows at once: sums in memory are read and written once for all of them. */
  private static void addRows(
      MemorySegment x, long at, long stride, int count, MemorySegment sums) {
    int bytes = count * Float.BYTES;
    var first = x.asSlice(at, bytes);
    var second = x.asSlice(at + stride, bytes);
    var third = x.asSlice(at + 2 * stride, bytes);
    var fourth = x.asSlice(at + 3 * stride, bytes);
    var to = sums.asSlice(0, 2L * bytes);
    for (int i = 0, j = 0; i < bytes; i += HALF_BYTES, j += WIDE_BYTES) {
      var sum = widen(first, i).add(widen(second, i)).add(widen(third, i).add(widen(fourth, i)));
      DoubleLanes.store(DoubleLanes.load(to, j).add(sum), to, j);
    }
  }

  private static void addRow(MemorySegment x, long at, int count, MemorySegment sums) {
    long to = 0;
    for (int i = 0; i < count; i += DoubleLanes.COUNT, to += WIDE_BYTES) {
      var v = widen(x, at + bytes(i));
      DoubleLanes.store(DoubleLanes.load(sums, to).add(v), sums, to);
    }
  }

  private static void addSquares(MemorySegment x, long at, int count, MemorySegment sums) {
    long to = 0;
    for (int i = 0; i < count; i += DoubleLanes.COUNT, to += WIDE_BYTES) {
      var v = widen(x, at + bytes(i));
      DoubleLanes.store(DoubleLanes.load(sums, to).add(v.mul(v)), sums, to);
    }
  }

  private static void raise(MemorySegment x, long at, int count, MemorySegment maxima) {
    long to = 0;
    for (int i = 0; i < count; i += DoubleLanes.COUNT, to += WIDE_BYTES) {
      var v = widen(x, at + bytes(i));
      DoubleLanes.store(DoubleLanes.load(maxima, to).max(v), maxima, to);
    }
  }

  private static void lower(MemorySegment x, long at, int count, MemorySegment minima) {
    long to = 0;
    for (int i = 0; i < count; i += DoubleLanes.COUNT, to += WIDE_BYTES) {
      var v = widen(x, at + bytes(i));
      DoubleLanes.store(DoubleLanes.load(minima, to).min(v), minima, to);
    }
  }
}
