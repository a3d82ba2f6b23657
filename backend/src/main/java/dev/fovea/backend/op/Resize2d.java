package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Resizes {@code [N,H,W,C]} to {@code [N,OH,OW,C]}. Output cell o lies at {@code (o + 0.5) · in/out
 * - 0.5} (half-pixel centres); bilinear interpolates between the two neighbours on each axis,
 * clamped to the image; nearest takes cell {@code floor(o · in/out)}. With {@code alignCorners} it
 * lies at {@code o · (in-1)/(out-1)} (0 if out is 1), and nearest rounds half up.
 *
 * @param mode nearest or bilinear
 * @param n images
 * @param height input height
 * @param width input width
 * @param outputHeight output height
 * @param outputWidth output width
 * @param channels channels
 * @param alignCorners whether the corner cells of both images coincide
 */
public record Resize2d(
    Mode mode,
    int n,
    int height,
    int width,
    int outputHeight,
    int outputWidth,
    int channels,
    boolean alignCorners)
    implements Operation {
  /** How values between cells are found. */
  public enum Mode {
    /** One cell. */
    NEAREST,
    /** The weighted mean of four. */
    BILINEAR
  }

  /** Checks the sizes. */
  public Resize2d {
    require(
        n >= 1
            && height >= 1
            && width >= 1
            && outputHeight >= 1
            && outputWidth >= 1
            && channels >= 1,
        "resize2d: sizes must be positive: n=%d, input=%dx%d, output=%dx%d, channels=%d",
        n,
        height,
        width,
        outputHeight,
        outputWidth,
        channels);
  }

  /** {@code [N,H,W,C]} */
  public Shape input() {
    return Shape.of(n, height, width, channels);
  }

  /** {@code [N,OH,OW,C]} */
  public Shape output() {
    return Shape.of(n, outputHeight, outputWidth, channels);
  }

  /** Where an output cell lies between the cells of the input along one axis. */
  public Tap tap(int output, int inputSize, int outputSize) {
    if (mode == Mode.NEAREST) {
      long cell =
          alignCorners
              ? (outputSize == 1
                  ? 0
                  : (2L * output * (inputSize - 1) + outputSize - 1) / (2L * (outputSize - 1)))
              : (long) output * inputSize / outputSize;
      return new Tap((int) cell, (int) cell, 0);
    }
    double at =
        alignCorners
            ? (outputSize == 1 ? 0 : (double) output * (inputSize - 1) / (outputSize - 1))
            : (output + 0.5) * inputSize / outputSize - 0.5;
    double clamped = Math.min(Math.max(at, 0), inputSize - 1);
    int low = (int) clamped;
    return new Tap(low, Math.min(low + 1, inputSize - 1), (float) (clamped - low));
  }

  /** Where an output row lies. */
  public Tap row(int output) {
    return tap(output, height, outputHeight);
  }

  /** Where an output column lies. */
  public Tap column(int output) {
    return tap(output, width, outputWidth);
  }

  /**
   * {@code value = (1 - weight) · x[low] + weight · x[high]}
   *
   * @param low cell before
   * @param high cell after
   * @param weight of the cell after, in [0, 1)
   */
  public record Tap(int low, int high, float weight) {}

  @Override
  public String operation() {
    return mode == Mode.NEAREST ? "resizeNearest" : "resizeBilinear";
  }
}
