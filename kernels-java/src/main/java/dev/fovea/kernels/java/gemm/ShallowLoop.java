package dev.fovea.kernels.java.gemm;

/**
 * Products of few steps, whose panels stay in the nearest cache while rows go by, two panels at a
 * time. Their tiles are computed in less time than it takes to store them and read them again, so
 * they go from registers to y.
 */
public final class ShallowLoop {
  /** Steps of which panels are small enough: two take 38 KiB at most. */
  private static final int MOST_STEPS = 150;

  /** Rows that take all panels, where there are more than two, before the next come: */
  private static final int FEW_ROWS = 48;

  /** and rows of a kernel's call, at most. */
  private static final int MOST_ROWS = 512;

  private static final KernelSet KERNELS = KernelSet.CURRENT;

  private ShallowLoop() {}

  /** Whether a product of so many steps is shallow, and so simple an output is written here. */
  public static boolean fits(int depth, Output output) {
    return KERNELS.shallow() != null
        && 0 < depth
        && depth <= MOST_STEPS
        && output.isBiasAndRelu()
        && reaches(output.rowBytes());
  }

  /** Whether rows may lie so many bytes apart. */
  static boolean reaches(long stride) {
    return MOST_ROWS * stride <= Integer.MAX_VALUE;
  }

  /** Whether {@link #multiply} leaves none of the panels. */
  public static boolean takesAll(PanelRange b) {
    return end(b) == b.end();
  }

  /** Pairs of full panels: the last panel may be neither, and one may be alone. */
  private static int end(PanelRange b) {
    boolean full = b.panels().columns(b.end() - 1) == KERNELS.blocking().nr();
    int count = full ? b.count() : b.count() - 1;
    return b.begin() + count / ShallowKernel.PANELS * ShallowKernel.PANELS;
  }

  /**
   * Multiplies rows by as many pairs of full panels as there are.
   *
   * @param a the rows
   * @param rows how many
   * @param b the panels, of which all steps count
   * @param output y and its epilogue
   * @param column column of y of the matrix's first
   * @param at where the first row's value of that column goes in y, in bytes
   * @return the first panel that is left
   */
  public static int multiply(
      Patches a, int rows, PanelRange b, Output output, int column, long at) {
    int end = end(b);
    int most = end - b.begin() > ShallowKernel.PANELS ? FEW_ROWS : MOST_ROWS;
    for (int row = 0; row < rows; row += most) {
      int count = Math.min(most, rows - row);
      for (int panel = b.begin(); panel < end; panel += ShallowKernel.PANELS) {
        int first = b.panels().firstColumn(panel);
        long to = at + row * output.rowBytes() + (long) first * Float.BYTES;
        KERNELS.shallow().multiply(a, row, count, b, panel, output, column + first, to);
      }
    }
    return end;
  }
}
