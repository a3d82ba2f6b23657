package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link ScalarKernel} for packed strips of rows. */
final class ScalarStripKernel implements StripKernel {
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
      int depth, float[] a, int aOffset, MemorySegment b, int bOffset, float[] tile) {
    Arrays.fill(tile, 0, ROWS * COLUMNS, 0);
    var panel = new ScalarPanel(COLUMNS);
    for (int k = 0; k < depth; k++) {
      int at = panel.step(b, bOffset, k, depth);
      for (int i = 0; i < ROWS; i++) {
        float value = a[aOffset + k * ROWS + i];
        int row = i * COLUMNS;
        for (int j = 0; j < COLUMNS; j++) {
          tile[row + j] += value * panel.values()[at + j];
        }
      }
    }
  }
}
