package dev.fovea.kernels.java.gemm;

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
      int[] steps,
      int firstStep,
      float[] b,
      int bOffset,
      float[] tile) {
    for (int i = 0; i < ROWS; i++) {
      int row = aOffset + rows[firstRow + i];
      int at = i * COLUMNS;
      java.util.Arrays.fill(tile, at, at + COLUMNS, 0);
      for (int k = 0; k < depth; k++) {
        float value = a[row + steps[firstStep + k]];
        int panel = bOffset + k * COLUMNS;
        for (int j = 0; j < COLUMNS; j++) {
          tile[at + j] += value * b[panel + j];
        }
      }
    }
  }
}
