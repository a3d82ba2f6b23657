package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/** Sums of products of a vector with rows of a matrix where it lies. */
interface DotKernel {
  /**
   * {@code Σ a[first + k] · row[k]}, in an order that depends on {@code count} alone.
   *
   * @param a the vector
   * @param first its first value
   * @param matrix holds the row
   * @param at the row's first value, in bytes
   * @param count values of the row
   */
  float dot(float[] a, int first, MemorySegment matrix, long at, int count);
}
