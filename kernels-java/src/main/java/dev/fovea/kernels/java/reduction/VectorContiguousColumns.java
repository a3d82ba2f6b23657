package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.DoubleLanes.HALF_BYTES;
import static dev.fovea.kernels.java.simd.DoubleLanes.WIDE_BYTES;
import static dev.fovea.kernels.java.simd.DoubleLanes.load;
import static dev.fovea.kernels.java.simd.DoubleLanes.store;
import static dev.fovea.kernels.java.simd.DoubleLanes.widen;

import dev.fovea.kernels.java.simd.DoubleLanes;
import java.lang.foreign.MemorySegment;

/**
 * Sums of {@link #COUNT} columns that are whole rows: the sums stay in registers, and memory is
 * read in one stream. (64 columns, 134 MB, on Zen 5, a C program's loops: 27 GB/s; four rows of 256
 * at once, whose sums are in memory, 15 to 18: what reads memory ahead follows no four streams in a
 * page.)
 */
final class VectorContiguousColumns {
  private static final int VECTORS = 8;

  /** Columns of a row. */
  static final int COUNT = VECTORS * DoubleLanes.COUNT;

  private static final int ROW_BYTES = COUNT * Float.BYTES;

  private VectorContiguousColumns() {}

  /**
   * Adds rows from a byte offset on, as many as an int has bytes at most.
   *
   * @param sums doubles
   */
  static void add(MemorySegment x, long at, int rows, MemorySegment sums) {
    int bytes = rows * ROW_BYTES;
    var from = x.asSlice(at, bytes);
    var a = load(sums, 0);
    var b = load(sums, WIDE_BYTES);
    var c = load(sums, 2L * WIDE_BYTES);
    var d = load(sums, 3L * WIDE_BYTES);
    var e = load(sums, 4L * WIDE_BYTES);
    var f = load(sums, 5L * WIDE_BYTES);
    var g = load(sums, 6L * WIDE_BYTES);
    var h = load(sums, 7L * WIDE_BYTES);
    for (int i = 0; i < bytes; i += ROW_BYTES) {
      a = a.add(widen(from, i));
      b = b.add(widen(from, i + HALF_BYTES));
      c = c.add(widen(from, i + 2 * HALF_BYTES));
      d = d.add(widen(from, i + 3 * HALF_BYTES));
      e = e.add(widen(from, i + 4 * HALF_BYTES));
      f = f.add(widen(from, i + 5 * HALF_BYTES));
      g = g.add(widen(from, i + 6 * HALF_BYTES));
      h = h.add(widen(from, i + 7 * HALF_BYTES));
    }
    store(a, sums, 0);
    store(b, sums, WIDE_BYTES);
    store(c, sums, 2L * WIDE_BYTES);
    store(d, sums, 3L * WIDE_BYTES);
    store(e, sums, 4L * WIDE_BYTES);
    store(f, sums, 5L * WIDE_BYTES);
    store(g, sums, 6L * WIDE_BYTES);
    store(h, sums, 7L * WIDE_BYTES);
  }
}
