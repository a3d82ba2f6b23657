package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Value by value. */
final class ScalarRowKernel implements RowKernel {
  @Override
  public void add(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int rows,
      float[] factors,
      int first,
      float[] sums,
      int to,
      int count) {
    for (int i = 0; i < rows; i++) {
      long row = at + i * rowBytes;
      float factor = factors[first + i];
      for (int j = 0; j < count; j++) {
        sums[to + j] += factor * matrix.get(JAVA_FLOAT_UNALIGNED, row + (long) j * Float.BYTES);
      }
    }
  }
}
