package dev.fovea.engine.vision;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;

/**
 * A picture in memory: values {@code [H,W,C]}, row-major, usually in {@code [0, 1]}. It shares the
 * array that it is given.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels values per pixel, at least 1
 * @param values {@code height · width · channels} values
 */
public record Image(int height, int width, int channels, float[] values) {
  /**
   * Checks the sizes.
   *
   * @throws ShapeException if a size is below 1 or the array's length isn't their product
   */
  public Image {
    ShapeException.require(
        height >= 1 && width >= 1 && channels >= 1,
        "image: sizes must be at least 1: height=%d, width=%d, channels=%d",
        height,
        width,
        channels);
    ShapeException.require(
        (double) height * width * channels == values.length,
        "image: values must fill the picture: height=%d, width=%d, channels=%d, values=%d",
        height,
        width,
        channels,
        values.length);
  }

  /** A black picture. */
  public static Image black(int height, int width, int channels) {
    return new Image(height, width, channels, new float[height * width * channels]);
  }

  /** A black picture of shape {@code [H,W,C]}. */
  public static Image black(Shape shape) {
    ShapeException.require(shape.rank() == 3, "image: shape must be [H,W,C]: shape=%s", shape);
    return black(shape.size(0), shape.size(1), shape.size(2));
  }

  /** {@code [H,W,C]} */
  public Shape shape() {
    return Shape.of(height, width, channels);
  }

  /** Where the values of a pixel begin. */
  public int offset(int row, int column) {
    return (row * width + column) * channels;
  }
}
