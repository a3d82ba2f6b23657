package dev.fovea.kernels.java.reduction;

import java.lang.foreign.MemorySegment;

/**
 * Neighbouring rows of float32 elements, or the same columns of each.
 *
 * @param memory where they lie
 * @param at byte offset of the first
 * @param stride bytes from one row to the next
 * @param bytes bytes of each
 */
public record RowBlock(MemorySegment memory, int at, int stride, int bytes) {
  /**
   * Rows without gaps.
   *
   * @param first the first row's first element
   * @param elements elements of a row
   */
  public static RowBlock of(MemorySegment memory, long first, int rows, int elements) {
    return of(memory, first, rows, elements, elements);
  }

  /**
   * Some columns of rows.
   *
   * @param first the first row's first element
   * @param elements elements of a row
   * @param stride elements from one row to the next
   */
  public static RowBlock of(MemorySegment memory, long first, int rows, int elements, int stride) {
    int bytes = elements * Float.BYTES;
    int distance = stride * Float.BYTES;
    long size = (rows - 1L) * distance + bytes;
    return new RowBlock(memory.asSlice(first * Float.BYTES, size), 0, distance, bytes);
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
