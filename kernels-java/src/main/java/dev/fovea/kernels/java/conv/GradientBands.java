package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;

/**
 * How the input's gradient is cut into blocks of work: several whole images, or some rows of one.
 * Each block adds up one band of the padded gradient, {@code [images, bandRows, paddedColumns,
 * channels]}, alone and in a fixed order. Blocks depend on the geometry alone.
 *
 * @param op the convolution
 * @param images images of a block
 * @param rows image rows of a block; all of them if there are several images
 */
record GradientBands(Conv2d op, int images, int rows) {
  private static final int PIXELS = 400;
  private static final int MOST_PIXELS = 1024;
  private static final int FLOATS = 1 << 17;

  static GradientBands of(Conv2d op) {
    var whole = new GradientBands(op, 1, op.rows().size());
    int pixels = op.rows().output() * op.columns().output();
    long lineFloats = (long) whole.paddedColumns() * op.channels();
    long imageFloats = lineFloats * whole.paddedRows();
    if (pixels <= MOST_PIXELS && imageFloats <= FLOATS) {
      int images = Math.min(PIXELS / pixels, (int) (FLOATS / imageFloats));
      return new GradientBands(op, Math.clamp(images, 1, op.n()), op.rows().size());
    }
    long byPixels = (long) MOST_PIXELS * op.rows().stride() / op.columns().output();
    int rows = (int) Math.min(byPixels, FLOATS / lineFloats);
    return new GradientBands(op, 1, Math.clamp(rows, 1, op.rows().size()));
  }

  int paddedRows() {
    return op.rows().before() + op.rows().size() + op.rows().after();
  }

  int paddedColumns() {
    return op.columns().before() + op.columns().size() + op.columns().after();
  }

  /** Whether a block holds whole images. */
  boolean isWhole() {
    return rows == op.rows().size();
  }

  /** Output rows that reach a block, at most. */
  int outputRows() {
    boolean edge = op.padding() == Conv2d.Padding.EDGE;
    int padding = edge ? op.rows().before() + op.rows().after() : 0;
    int reach = rows + padding + op.rows().span() - 1;
    return isWhole()
        ? op.rows().output()
        : Math.min(op.rows().output(), Math.ceilDiv(reach, op.rows().stride()) + 1);
  }

  private int blocksPerImage() {
    return Math.ceilDiv(op.rows().size(), rows);
  }

  /** Number of blocks. */
  int count() {
    return Math.ceilDiv(op.n(), images) * blocksPerImage();
  }

  /** One block. */
  Band band(int index) {
    int image = index / blocksPerImage() * images;
    int first = index % blocksPerImage() * rows;
    int last = Math.min(first + rows, op.rows().size());
    boolean edge = op.padding() == Conv2d.Padding.EDGE || isWhole();
    return new Band(
        image,
        Math.min(images, op.n() - image),
        first,
        last,
        first == 0 && edge ? 0 : first + op.rows().before(),
        last == op.rows().size() && edge ? paddedRows() : last + op.rows().before());
  }

  /**
   * One block of work. Rows of padding belong to the block of the image row next to them, to which
   * edge padding adds them.
   *
   * @param image first image
   * @param images images
   * @param beginRow first image row
   * @param endRow image row after the last
   * @param beginPadded first row of the band, in the padded image
   * @param endPadded row after the last of the band, in the padded image
   */
  record Band(int image, int images, int beginRow, int endRow, int beginPadded, int endPadded) {
    int paddedRows() {
      return endPadded - beginPadded;
    }

    /** First output row whose tap {@code tap} (cells from its window's start) lies in the band. */
    int beginOutput(Conv2d op, int tap) {
      return Math.max(0, Math.ceilDiv(beginPadded - tap, op.rows().stride()));
    }

    /** Output row after the last whose tap lies in the band; not below {@link #beginOutput}. */
    int endOutput(Conv2d op, int tap) {
      int end = Math.floorDiv(endPadded - 1 - tap, op.rows().stride()) + 1;
      return Math.max(beginOutput(op, tap), Math.min(op.rows().output(), end));
    }
  }
}
