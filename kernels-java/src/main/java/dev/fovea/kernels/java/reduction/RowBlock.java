package dev.fovea.kernels.java.reduction;

import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;

/**
 * Neighbouring rows of float32 elements, or the same columns of each.
 *
 * @param memory where they lie
 * @param at byte offset of the first
 * @param stride bytes from one row to the next
 * @param bytes bytes of each
 */
public record RowBlock(MemorySegment memory, int at, int stride, int bytes) {
  /** Bytes after which an address falls into the same set of the first-level cache. */
  private static final int PAGE = 4096;

  /**
   * Rows without gaps.
   *
   * @param first the first row's first element
   * @param elements elements of a row
   */
  public static RowBlock of(MemorySegment memory, long first, int rows, int elements) {
    int bytes = elements * Float.BYTES;
    return new RowBlock(memory.asSlice(first * Float.BYTES, (long) rows * bytes), 0, bytes, bytes);
  }

  /** Byte offset of a row. */
  public int at(int row) {
    return at + row * stride;
  }

  /**
   * A row's own memory. A loop that slices what it reads and writes first, and whose offsets are
   * its variable alone, is checked by C2 once; from an offset into a whole block, at each vector.
   */
  public MemorySegment row(int row) {
    return memory.asSlice(at(row), bytes);
  }

  /** What is done with several rows, so far apart. */
  public interface Several {
    /** Takes the rows from {@code first} on that lie {@code distance} rows apart. */
    void run(int first, int distance);
  }

  /**
   * Takes several rows at once as far as there are, then one by one. Short ones lie far apart: then
   * each is followed, a turn later, by its neighbour, and memory is read in as many long streams.
   * (Four neighbouring rows of 1 KiB, then the next four, ran at 11 GB/s on Zen 4, far apart at 29:
   * what is fetched ahead of a row's end has been read already.)
   *
   * @param rows how many there are
   * @param atOnce how many are taken at once
   */
  public void forEach(int rows, int atOnce, Several several, IntConsumer one) {
    int distance = distance(rows, atOnce);
    int row = 0;
    for (; row <= rows - atOnce * distance; row += atOnce * distance) {
      for (int i = row; i < row + distance; i++) {
        several.run(i, distance);
      }
    }
    for (; row < rows; row++) {
      one.accept(row);
    }
  }

  /** As far as can be, but not whole pages: they share a few sets of the first-level cache. */
  private int distance(int rows, int atOnce) {
    if (bytes >= PAGE || rows < 2 * atOnce) {
      return 1;
    }
    int share = rows / atOnce;
    return (long) share * stride % PAGE == 0 ? share - 1 : share;
  }

  /** The memory of the first rows, without gaps. */
  public MemorySegment first(int rows) {
    return memory.asSlice(at, (long) rows * stride);
  }

  /** A part of a row's, {@code size} bytes from an offset in it on. */
  public MemorySegment part(int row, int from, int size) {
    return memory.asSlice(at(row) + from, size);
  }

  /** So many columns from one on. */
  public RowBlock columns(int first, int count) {
    return new RowBlock(memory, at + first * Float.BYTES, stride, count * Float.BYTES);
  }
}
