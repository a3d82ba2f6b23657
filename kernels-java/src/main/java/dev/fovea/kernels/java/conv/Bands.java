package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;

/**
 * How a batch is cut into blocks of work: several whole images, or some rows of one. Each block
 * reads one band of the padded input, {@code [images, bandRows, paddedColumns, channels]}. Blocks
 * depend on the geometry alone, so that results don't depend on the number of threads.
 *
 * @param op the convolution
 * @param images images of a block
 * @param outputRows output rows of a block; all of them if there are several images
 */
public record Bands(Conv2d op, int images, int outputRows) {
  /** Output pixels of a block: enough to repay its start, few enough to leave blocks for all. */
  private static final int PIXELS = 400;

  /** More rows are cut off a block of this many pixels. */
  private static final int MOST_PIXELS = 1024;

  /** Floats of a band, half of a usual second-level cache. */
  private static final int FLOATS = 1 << 17;

  static Bands of(Conv2d op) {
    var whole = new Bands(op, 1, op.rows().output());
    int pixels = op.rows().output() * op.columns().output();
    if (pixels <= MOST_PIXELS && whole.imageFloats() <= FLOATS) {
      int images = Math.min(PIXELS / pixels, (int) (FLOATS / whole.imageFloats()));
      return new Bands(op, Math.clamp(images, 1, op.n()), op.rows().output());
    }
    long rowFloats = (long) op.rows().stride() * whole.paddedColumns() * op.channels();
    int most = (int) Math.min(MOST_PIXELS / op.columns().output(), FLOATS / rowFloats);
    int blocks = Math.ceilDiv(op.rows().output(), Math.max(1, most));
    return new Bands(op, 1, Math.ceilDiv(op.rows().output(), blocks)); // of nearly equal height
  }

  /** Columns of the padded input. */
  public int paddedColumns() {
    return op.columns().before() + op.columns().size() + op.columns().after();
  }

  /** Rows of the padded input that one image's part of a block reads. */
  int bandRows() {
    return (outputRows - 1) * op.rows().stride() + op.rows().span();
  }

  /** Floats of one image's part of a band. */
  long imageFloats() {
    return (long) bandRows() * paddedColumns() * op.channels();
  }

  /** Floats of a band. */
  public int floats() {
    return Math.toIntExact(images * imageFloats());
  }

  /** Output pixels of a full block. */
  int pixels() {
    return images * outputRows * op.columns().output();
  }

  private int blocksPerImage() {
    return Math.ceilDiv(op.rows().output(), outputRows);
  }

  /** Number of blocks. */
  int count() {
    return Math.ceilDiv(op.n(), images) * blocksPerImage();
  }

  /** One block. */
  public Band band(int index) {
    int image = index / blocksPerImage() * images;
    int row = index % blocksPerImage() * outputRows;
    return new Band(
        image,
        Math.min(images, op.n() - image),
        row,
        Math.min(outputRows, op.rows().output() - row));
  }

  /**
   * Positions in a band of the first cell that each output pixel of a block reads.
   *
   * @param spare entries after the last, which repeat it
   */
  int[] pixelPositions(int spare) {
    int columns = op.columns().output();
    var positions = new int[pixels() + spare];
    int at = 0;
    for (int image = 0; image < images; image++) {
      for (int row = 0; row < outputRows; row++) {
        int line = (image * bandRows() + row * op.rows().stride()) * paddedColumns();
        for (int column = 0; column < columns; column++) {
          positions[at++] = (line + column * op.columns().stride()) * op.channels();
        }
      }
    }
    java.util.Arrays.fill(positions, at, positions.length, positions[at - 1]);
    return positions;
  }

  /**
   * Positions of the taps {@code [KH,KW,tapChannels]} relative to a pixel's.
   *
   * @param tapChannels channels of a tap
   * @param spare entries after the last, which repeat it
   */
  int[] tapPositions(int tapChannels, int spare) {
    int kernel = op.rows().kernel() * op.columns().kernel();
    var positions = new int[kernel * tapChannels + spare];
    int at = 0;
    for (int row = 0; row < op.rows().kernel(); row++) {
      for (int column = 0; column < op.columns().kernel(); column++) {
        int cell = row * op.rows().dilation() * paddedColumns() + column * op.columns().dilation();
        for (int channel = 0; channel < tapChannels; channel++) {
          positions[at++] = cell * op.channels() + channel;
        }
      }
    }
    java.util.Arrays.fill(positions, at, positions.length, positions[at - 1]);
    return positions;
  }

  /**
   * One block of work.
   *
   * @param image first image
   * @param images images
   * @param row first output row of each image
   * @param rows output rows of each image
   */
  public record Band(int image, int images, int row, int rows) {
    /** Output pixels. */
    int pixels(Conv2d op) {
      return images * rows * op.columns().output();
    }

    /** First output pixel, counted through the batch. */
    long firstPixel(Conv2d op) {
      return ((long) image * op.rows().output() + row) * op.columns().output();
    }
  }
}
