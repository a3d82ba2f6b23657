package dev.fovea.kernels.java.winograd;

import dev.fovea.kernels.java.gemm.KernelSet;

/**
 * How a block's tiles are packed in strips. Some rows of tiles are a unit, and a unit begins with a
 * strip of its own: so whoever transforms it writes whole strips.
 *
 * @param columns tiles of a row
 * @param rows rows of tiles of a block
 * @param unitRows rows of a unit
 * @param height tiles of a strip
 */
record TileStrips(int columns, int rows, int unitRows, int height) {
  /** A strip's tiles at most, and those of a low strip, which the kernels multiply in less time. */
  private static final int HIGH = KernelSet.CURRENT.strip().rows();

  private static final int LOW = KernelSet.CURRENT.lowStrip().rows();

  /**
   * The strips that leave fewest of their tiles unused: 16 tiles, for example, are two low ones.
   *
   * @param columns tiles of a row
   * @param rows rows of tiles of a block
   * @param most the most rows of a unit, not more than {@code rows}
   */
  static TileStrips of(int columns, int rows, int most) {
    TileStrips best = null;
    for (int height : new int[] {HIGH, LOW}) {
      for (int unitRows = 1; unitRows <= most; unitRows++) {
        var strips = new TileStrips(columns, rows, unitRows, height);
        if (best == null || strips.computed() < best.computed()) {
          best = strips;
        }
      }
    }
    return best;
  }

  /** Units of so many rows. */
  int units(int blockRows) {
    return Math.ceilDiv(blockRows, unitRows);
  }

  /** Strips of a unit. */
  int unitStrips() {
    return Math.ceilDiv(unitRows * columns, height);
  }

  /** Strips of a block. */
  int count() {
    return units(rows) * unitStrips();
  }

  /** Which strip a tile is in. */
  int strip(int row, int column) {
    return row / unitRows * unitStrips() + inUnit(row, column) / height;
  }

  /** Which of its strip's tiles a tile is. */
  int place(int row, int column) {
    return inUnit(row, column) % height;
  }

  private int inUnit(int row, int column) {
    return row % unitRows * columns + column;
  }

  /**
   * Tiles of a strip.
   *
   * @param strip the strip, counted from the block's first
   * @param blockRows rows of tiles that the block has
   */
  int tiles(int strip, int blockRows) {
    int unit = strip / unitStrips();
    int rowsOfUnit = Math.min(unitRows, blockRows - unit * unitRows);
    return Math.clamp(rowsOfUnit * columns - strip % unitStrips() * height, 0, height);
  }

  /** The share of what kernels multiply for a full block that is no tile. */
  double unused() {
    return 1 - (double) rows * columns / computed();
  }

  /** Tiles that kernels multiply for a full block. */
  private int computed() {
    int sum = 0;
    for (int strip = 0; strip < count(); strip++) {
      int tiles = tiles(strip, rows);
      sum += tiles == 0 ? 0 : tiles <= LOW ? LOW : height;
    }
    return sum;
  }
}
