package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;

/** One element after the other. The vector loops leave their last columns to it. */
class ScalarBatchLoops implements BatchLoops {
  private static float get(MemorySegment memory, int byteOffset) {
    return memory.get(JAVA_FLOAT, byteOffset);
  }

  private static float get(RowBlock block, int row, int byteOffset) {
    return get(block.memory(), block.at(row) + byteOffset);
  }

  private static void set(RowBlock block, int row, int byteOffset, float value) {
    block.memory().set(JAVA_FLOAT, block.at(row) + byteOffset, value);
  }

  private static void add(MemorySegment sums, int byteOffset, float value) {
    sums.set(JAVA_FLOAT, byteOffset, get(sums, byteOffset) + value);
  }

  @Override
  public void addMoments(
      RowBlock x, int rows, MemorySegment shift, MemorySegment sums, MemorySegment squares) {
    addMoments(x, rows, 0, shift, sums, squares);
  }

  /** Columns from a byte offset on. */
  static void addMoments(
      RowBlock x,
      int rows,
      int from,
      MemorySegment shift,
      MemorySegment sums,
      MemorySegment squares) {
    for (int row = 0; row < rows; row++) {
      for (int c = from; c < x.bytes(); c += Float.BYTES) {
        float deviation = get(x, row, c) - get(shift, c);
        add(sums, c, deviation);
        add(squares, c, deviation * deviation);
      }
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
    addProducts(x, dy, rows, 0, mean, sums, products);
  }

  /** Columns from a byte offset on. */
  static void addProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      int from,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products) {
    for (int row = 0; row < rows; row++) {
      for (int c = from; c < x.bytes(); c += Float.BYTES) {
        float gradient = get(dy, row, c);
        add(sums, c, gradient);
        add(products, c, gradient * (get(x, row, c) - get(mean, c)));
      }
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
    normalize(x, y, rows, 0, mean, scale, shift);
  }

  /** Columns from a byte offset on. */
  static void normalize(
      RowBlock x,
      RowBlock y,
      int rows,
      int from,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift) {
    for (int row = 0; row < rows; row++) {
      for (int c = from; c < x.bytes(); c += Float.BYTES) {
        float deviation = get(x, row, c) - get(mean, c);
        set(y, row, c, deviation * get(scale, c) + get(shift, c));
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
    gradient(x, dy, dx, rows, 0, mean, a, b, c);
  }

  /** Columns from a byte offset on. */
  static void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      int from,
      MemorySegment mean,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c) {
    for (int row = 0; row < rows; row++) {
      for (int i = from; i < x.bytes(); i += Float.BYTES) {
        float share = get(b, i) * (get(x, row, i) - get(mean, i)) + get(c, i);
        set(dx, row, i, get(a, i) * get(dy, row, i) + share);
      }
    }
  }
}
