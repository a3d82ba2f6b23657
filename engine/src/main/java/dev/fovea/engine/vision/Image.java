package dev.fovea.engine.vision;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import java.util.Arrays;

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

  /**
   * Copies the part of this picture that {@code target} covers when its upper left corner lies at
   * {@code (top, left)}, which may be outside; what is outside this picture becomes black.
   *
   * @throws ShapeException if the numbers of channels differ
   */
  public void window(int top, int left, Image target) {
    ShapeException.require(
        channels == target.channels,
        "window: pictures must have equal channels: source=%s, target=%s",
        this,
        target);
    Arrays.fill(target.values, 0);
    int firstRow = Math.max(0, -top);
    int lastRow = Math.min(target.height, height - top);
    int firstColumn = Math.max(0, -left);
    int columns = Math.min(target.width, width - left) - firstColumn;
    if (columns <= 0) {
      return;
    }
    for (int row = firstRow; row < lastRow; row++) {
      int from = offset(row + top, firstColumn + left);
      int to = target.offset(row, firstColumn);
      System.arraycopy(values, from, target.values, to, columns * channels);
    }
  }

  /** Dark for bright: {@code 1 - value}. */
  public Image inverted() {
    var result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = 1 - values[i];
    }
    return new Image(height, width, channels, result);
  }

  /** {@code image[28,28,1]}; the values would only be in the way. */
  @Override
  public String toString() {
    return "image" + shape();
  }
}
