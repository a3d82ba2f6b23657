package dev.fovea.kernels.java.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One row of 16 columns at a time, without the Vector API; C2, where there is one, vectorises it.
 */
final class ScalarDirectKernel implements DirectKernel {
  private static final int COLUMNS = 16;

  @Override
  public int rows() {
    return 1;
  }

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void multiply(
      int depth,
      MemorySegment a,
      long start,
      long stride,
      int rows,
      MemorySegment b,
      int bOffset,
      float[] tile) {
    Arrays.fill(tile, 0, rows * COLUMNS, 0);
    var panel = new ScalarPanel(COLUMNS);
    for (int k = 0; k < depth; k++) {
      int at = panel.step(b, bOffset, k, depth);
      for (int i = 0; i < rows; i++) {
        float value = a.get(JAVA_FLOAT_UNALIGNED, start + i * stride + (long) k * Float.BYTES);
        for (int j = 0; j < COLUMNS; j++) {
          tile[i * COLUMNS + j] += value * panel.values()[at + j];
        }
      }
    }
  }
}
