package dev.fovea.kernels.java.gemm;

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
      int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile, int tileOffset) {
    Arrays.fill(tile, tileOffset, tileOffset + ROWS * COLUMNS, 0);
    for (int i = 0; i < ROWS; i++) {
      for (int k = 0; k < depth; k++) {
        float value = a[aOffset + Strips.position(ROWS, i, k)];
        int panel = bOffset + k * COLUMNS;
        for (int j = 0; j < COLUMNS; j++) {
          tile[tileOffset + i * COLUMNS + j] += value * b[panel + j];
        }
      }
    }
  }
}
