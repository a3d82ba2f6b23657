package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Row by row. */
final class ScalarRowCopier implements RowCopier {
  @Override
  public void copy(
      MemorySegment source,
      long at,
      long rowBytes,
      int rows,
      int columns,
      float[] target,
      int targetAt,
      int width) {
    for (int i = 0; i < rows; i++) {
      MemorySegment.copy(
          source, JAVA_FLOAT_UNALIGNED, at + i * rowBytes, target, targetAt + i * width, columns);
    }
  }
}
