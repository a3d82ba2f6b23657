package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Max or average pooling of {@code [N,H,W,C]} to {@code [N,OH,OW,C]}. A maximum is over the cells
 * inside the image, NaN wins, the first of equals is taken; an average divides by the cells inside
 * the image, or by the window's whole extent with {@code countPadding}.
 *
 * @param kind maximum or average
 * @param n images
 * @param rows windows along the height
 * @param columns windows along the width
 * @param channels channels C
 * @param countPadding whether an average counts padding cells as zeros
 */
public record Pool2d(
    Kind kind, int n, PoolAxis rows, PoolAxis columns, int channels, boolean countPadding)
    implements Operation {
  /** What a window is reduced to. */
  public enum Kind {
    /** Its largest value. */
    MAX,
    /** Its mean. */
    AVERAGE
  }

  /** Checks that every window holds at least one cell. */
  public Pool2d {
    require(
        n >= 1 && channels >= 1, "pool2d: sizes must be positive: n=%d, channels=%d", n, channels);
    requireCells("rows", rows);
    requireCells("columns", columns);
  }

  private static void requireCells(String name, PoolAxis axis) {
    if (axis instanceof Window window) {
      require(window.fits(), "pool2d: window larger than padded input: %s=%s", name, window);
      require(window.dilation() == 1, "pool2d: dilation must be 1: %s=%s", name, window);
      int last = window.output() - 1;
      require(
          window.begin(0) < window.end(0) && window.begin(last) < window.end(last),
          "pool2d: a window lies in the padding alone: %s=%s",
          name,
          window);
    }
  }

  /** Max pooling. */
  public static Pool2d max(int n, PoolAxis rows, PoolAxis columns, int channels) {
    return new Pool2d(Kind.MAX, n, rows, columns, channels, false);
  }

  /** Average pooling over the cells inside the image. */
  public static Pool2d average(int n, PoolAxis rows, PoolAxis columns, int channels) {
    return new Pool2d(Kind.AVERAGE, n, rows, columns, channels, false);
  }

  /** {@code [N,H,W,C]} */
  public Shape input() {
    return Shape.of(n, rows.size(), columns.size(), channels);
  }

  /** {@code [N,OH,OW,C]} */
  public Shape output() {
    return Shape.of(n, rows.output(), columns.output(), channels);
  }

  /** What an average of one window divides by. */
  public int divisor(int row, int column) {
    return countPadding
        ? rows.extent(row) * columns.extent(column)
        : (rows.end(row) - rows.begin(row)) * (columns.end(column) - columns.begin(column));
  }

  @Override
  public String operation() {
    return kind == Kind.MAX ? "maxPool2d" : "averagePool2d";
  }
}
