package dev.fovea.kernels.java.winograd;

import dev.fovea.kernels.java.gemm.LineTiles;

/**
 * How the tiles of a block are cut into what a kernel multiplies at once: one after the other, row
 * by row.
 *
 * @param columns tiles of a row
 * @param rows rows of tiles of a block
 * @param size tiles of a group
 */
record TileGroups(int columns, int rows, int size) {
  /** High or low groups, whichever leave fewer tiles unused: 16 tiles are two low ones. */
  static TileGroups of(int columns, int rows) {
    var high = new TileGroups(columns, rows, LineTiles.HIGH);
    var low = new TileGroups(columns, rows, LineTiles.LOW);
    return low.unused() < high.unused() ? low : high;
  }

  /** Groups of a full block. */
  int count() {
    return count(rows);
  }

  /** Groups of a block of so many rows. */
  int count(int blockRows) {
    return Math.ceilDiv(blockRows * columns, size);
  }

  /** Tiles of one group of a block of so many rows. */
  int tiles(int group, int blockRows) {
    return Math.min(size, blockRows * columns - group * size);
  }

  /** Groups, the first ones, that are multiplied with as many tiles as {@link #size} says. */
  int full(int blockRows) {
    int last = count(blockRows) - 1;
    return LineTiles.rows(tiles(last, blockRows)) < size ? last : last + 1;
  }

  /** Which group of its block a tile is in. */
  int group(int row, int column) {
    return (row * columns + column) / size;
  }

  /** Which tile of its group a tile is. */
  int place(int row, int column) {
    return (row * columns + column) % size;
  }

  /** The share of what kernels compute for a full block that is no tile. */
  double unused() {
    int last = LineTiles.rows(tiles(count() - 1, rows));
    return 1 - (double) rows * columns / ((count() - 1) * size + last);
  }
}
