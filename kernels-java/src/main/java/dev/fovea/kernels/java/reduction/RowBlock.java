package dev.fovea.kernels.java.reduction;

import java.lang.foreign.MemorySegment;

/**
 * Neighbouring rows of float32 elements, or the same columns of each. Offsets are ints: C2 checks
 * those against the memory's bounds once a loop.
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
    int bytes = elements * Float.BYTES;
    return new RowBlock(memory.asSlice(first * Float.BYTES, (long) rows * bytes), 0, bytes, bytes);
  }

  /** Byte offset of a row. */
  public int at(int row) {
    return at + row * stride;
  }

  /** So many columns from one on. */
  public RowBlock columns(int first, int count) {
    return new RowBlock(memory, at + first * Float.BYTES, stride, count * Float.BYTES);
  }
}
