package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A tile of 4 rows and 16 columns without the Vector API; C2, where there is one, vectorises it.
 */
final class ScalarKernel implements MicroKernel {
  private static final int ROWS = 4;
  private static final int COLUMNS = 16;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void multiply(
      int depth,
      float[] a,
      int aOffset,
      int[] rows,
      int firstRow,
      int tiles,
      int[] steps,
      int firstStep,
      MemorySegment b,
      int bOffset,
      float[] tile) {
    int count = tiles * ROWS;
    Arrays.fill(tile, 0, count * COLUMNS, 0);
    var panel = new ScalarPanel(COLUMNS);
    for (int k = 0; k < depth; k++) {
      int at = panel.step(b, bOffset, k, depth);
      for (int i = 0; i < count; i++) {
        float value = a[aOffset + rows[firstRow + i] + steps[firstStep + k]];
        int row = i * COLUMNS;
        for (int j = 0; j < COLUMNS; j++) {
          tile[row + j] += value * panel.values()[at + j];
        }
      }
    }
  }
}
