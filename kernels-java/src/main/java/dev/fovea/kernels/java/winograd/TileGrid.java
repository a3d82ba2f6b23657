package dev.fovea.kernels.java.winograd;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;

/**
 * How the outputs of a convolution are cut into tiles of m×m. Rows of tiles are numbered through
 * the batch, tiles along a row.
 *
 * @param op the convolution, 3×3 with stride 1
 * @param outputs rows and columns m of a tile
 */
record TileGrid(Conv2d op, int outputs) {
  /** Rows of tiles of one image. */
  int imageRows() {
    return Math.ceilDiv(op.rows().output(), outputs);
  }

  /** Rows of tiles of the batch. */
  int rows() {
    return Math.multiplyExact(op.n(), imageRows());
  }

  /** Tiles of a row. */
  int columns() {
    return Math.ceilDiv(op.columns().output(), outputs);
  }

  /** All tiles. */
  long tiles() {
    return (long) rows() * columns();
  }

  /** The convolution with so much padding after the image that its outputs fill all tiles. */
  Conv2d whole() {
    return new Conv2d(
        op.n(),
        whole(op.rows(), imageRows()),
        whole(op.columns(), columns()),
        op.channels(),
        op.filters(),
        1,
        op.padding());
  }

  private Window whole(Window window, int tiles) {
    int after = tiles * outputs + 2 - window.size() - window.before();
    return new Window(window.size(), 3, 1, window.before(), Math.max(after, window.after()), 1);
  }
}
