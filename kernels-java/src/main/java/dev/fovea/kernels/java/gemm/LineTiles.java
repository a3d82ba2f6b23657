package dev.fovea.kernels.java.gemm;

import java.util.Arrays;

/**
 * Tiles of rows that lie {@link Lines#LENGTH} apart in an array, times a packed panel: for what
 * writes its left matrix so. To be used by the vector implementations alone.
 */
public final class LineTiles {
  /** The most rows of a tile. */
  public static final int HIGH = KernelSet.CURRENT.lines().rows();

  /** Rows of a low tile, which is computed in less time where rows are few. */
  public static final int LOW = KernelSet.CURRENT.lowLines().rows();

  /** Values between rows. */
  public static final int LENGTH = Lines.LENGTH;

  /** The most steps. */
  public static final int DEPTH = Lines.DEPTH;

  /** Positions of rows for the kernel of narrow panels, whose tiles are none of {@link #HIGH}. */
  private static final int[] ROWS = rows();

  /** And of steps: those of a line lie side by side. */
  private static final int[] STEPS = steps();

  private static final int NARROW_TILES = ROWS.length * KernelSet.CURRENT.narrow().columns();

  /** Floats of working memory. */
  public static final int WORK = NARROW_TILES + HIGH * KernelSet.CURRENT.blocking().nr();

  private LineTiles() {}

  private static int[] rows() {
    int unit = KernelSet.CURRENT.narrow().rows();
    var positions = new int[Math.ceilDiv(HIGH, unit) * unit];
    Arrays.setAll(positions, i -> Math.min(i, HIGH - 1) * LENGTH);
    return positions;
  }

  private static int[] steps() {
    var positions = new int[DEPTH];
    Arrays.setAll(positions, k -> k);
    return positions;
  }

  /** Rows of the tile that is computed for some, at most {@link #HIGH}. */
  public static int rows(int rows) {
    return rows <= LOW ? LOW : HIGH;
  }

  /**
   * {@code tile[i,j] = Σ lines[i,k] · b[k,j]}, k ascending.
   *
   * @param tiles how many
   * @param rows rows of each, {@link #HIGH} or {@link #LOW}
   * @param lines the rows
   * @param first where the first tile's first row begins
   * @param distance values between tiles' first rows
   * @param b the packed b, at most {@link #DEPTH} steps
   * @param panel which panel of it
   * @param products the tiles, row-major, each as many values after the last as a wide panel's has
   * @param to where the first begins
   * @param work {@link #WORK} floats
   */
  public static void multiply(
      int tiles,
      int rows,
      float[] lines,
      int first,
      int distance,
      PanelRange b,
      int panel,
      float[] products,
      int to,
      float[] work) {
    var kernels = b.panels().kernels();
    if (!b.panels().isNarrow(panel)) {
      var kernel = rows == LOW ? kernels.lowLines() : kernels.lines();
      int offset = b.offset(panel);
      kernel.multiply(b.depth(), lines, first, distance, tiles, b.packed(), offset, products, to);
      return;
    }
    for (int i = 0; i < tiles; i++) {
      narrow(rows, lines, first + i * distance, b, panel, work);
      int length = rows * kernels.narrow().columns();
      System.arraycopy(work, 0, products, to + i * rows * kernels.blocking().nr(), length);
    }
  }

  private static void narrow(
      int rows, float[] lines, int first, PanelRange b, int panel, float[] work) {
    var kernel = b.panels().kernels().narrow();
    int tiles = Math.ceilDiv(rows, kernel.rows());
    int offset = b.offset(panel);
    kernel.multiply(b.depth(), lines, first, ROWS, 0, tiles, STEPS, 0, b.packed(), offset, work);
  }

  /** One tile, added to what it holds. */
  public static void add(
      int rows,
      float[] lines,
      int first,
      PanelRange b,
      int panel,
      float[] products,
      int to,
      float[] work) {
    multiply(1, rows, lines, first, 0, b, panel, work, NARROW_TILES, work);
    int length = rows * b.panels().width(panel);
    for (int i = 0; i < length; i++) {
      products[to + i] += work[NARROW_TILES + i];
    }
  }
}
