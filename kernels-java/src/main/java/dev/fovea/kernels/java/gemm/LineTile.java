package dev.fovea.kernels.java.gemm;

import java.util.Arrays;

/**
 * A tile of rows that lie {@link Lines#LENGTH} apart in an array, times a packed panel: for what
 * writes its left matrix so. To be used by the vector implementations alone.
 */
public final class LineTile {
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

  private static final int[] STEPS = steps();

  private static final int NARROW_TILES = ROWS.length * KernelSet.CURRENT.narrow().columns();

  /** Floats of working memory. */
  public static final int WORK = NARROW_TILES + HIGH * KernelSet.CURRENT.blocking().nr();

  private LineTile() {}

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
   * @param rows how many, at most {@link #HIGH}; as many as {@link #rows} says are read, and
   *     overwritten in the tile
   * @param lines the rows
   * @param first where the first one's first step lies
   * @param b the packed b, at most {@link #DEPTH} steps
   * @param panel which panel of it
   * @param tile row-major, dense
   * @param to where it begins
   * @param work {@link #WORK} floats
   */
  public static void multiply(
      int rows,
      float[] lines,
      int first,
      PanelRange b,
      int panel,
      float[] tile,
      int to,
      float[] work) {
    var kernels = b.panels().kernels();
    if (b.panels().isNarrow(panel)) {
      var kernel = kernels.narrow();
      int tiles = Math.ceilDiv(rows, kernel.rows());
      kernel.multiply(
          b.depth(), lines, first, ROWS, 0, tiles, STEPS, 0, b.packed(), b.offset(panel), work);
      System.arraycopy(work, 0, tile, to, rows * kernel.columns());
      return;
    }
    var kernel = rows <= LOW ? kernels.lowLines() : kernels.lines();
    kernel.multiply(b.depth(), lines, first, b.packed(), b.offset(panel), tile, to);
  }

  /** The same, added to what the tile holds. */
  public static void add(
      int rows,
      float[] lines,
      int first,
      PanelRange b,
      int panel,
      float[] tile,
      int to,
      float[] work) {
    multiply(rows, lines, first, b, panel, work, NARROW_TILES, work);
    int length = rows * b.panels().width(panel);
    for (int i = 0; i < length; i++) {
      tile[to + i] += work[NARROW_TILES + i];
    }
  }
}
