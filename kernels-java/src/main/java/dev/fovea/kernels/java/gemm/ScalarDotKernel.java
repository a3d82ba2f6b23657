package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Value by value, in four sums. */
final class ScalarDotKernel implements DotKernel {
  @Override
  public void dots(
      float[] a,
      int first,
      MemorySegment matrix,
      long at,
      long rowBytes,
      int rows,
      int count,
      float[] sums,
      int to,
      MemorySegment scratch) {
    for (int row = 0; row < rows; row++) {
      sums[to + row] = dot(a, first, matrix, at + row * rowBytes, count);
    }
  }

  private static float dot(float[] a, int first, MemorySegment matrix, long at, int count) {
    var sums = new float[4];
    for (int k = 0; k < count; k++) {
      sums[k % 4] += a[first + k] * matrix.get(JAVA_FLOAT_UNALIGNED, at + (long) k * Float.BYTES);
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
}
