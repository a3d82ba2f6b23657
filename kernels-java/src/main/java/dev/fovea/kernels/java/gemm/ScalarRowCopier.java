package dev.fovea.kernels.java.gemm;

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
      MemorySegment target,
      long targetAt,
      int width) {
    for (int i = 0; i < rows; i++) {
      long to = targetAt + (long) i * width * Float.BYTES;
      MemorySegment.copy(source, at + i * rowBytes, target, to, (long) columns * Float.BYTES);
    }
  }
}
