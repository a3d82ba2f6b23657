package dev.fovea.engine.data;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.vision.Image;

/**
 * Pads with black on all sides, then cuts out a window at a random place, each equally likely.
 *
 * @param height rows of the result, at least 1
 * @param width columns of the result, at least 1
 * @param padding black pixels added on each side, at least 0
 */
public record RandomCrop(int height, int width, int padding) implements Augmentation {
  /** Checks the sizes. */
  public RandomCrop {
    ShapeException.require(
        height >= 1 && width >= 1 && padding >= 0,
        "crop: sizes must be at least 1, padding at least 0: height=%d, width=%d, padding=%d",
        height,
        width,
        padding);
  }

  @Override
  public Shape outputShape(Shape input) {
    ShapeException.require(
        height <= input.size(0) + 2 * padding && width <= input.size(1) + 2 * padding,
        "crop: window larger than padded picture: window=%dx%d, picture=%s, padding=%d",
        height,
        width,
        input,
        padding);
    return Shape.of(height, width, input.size(2));
  }

  @Override
  public void apply(Image source, Image target, RandomStream random) {
    int top = random.nextInt(source.height() + 2 * padding - height + 1) - padding;
    int left = random.nextInt(source.width() + 2 * padding - width + 1) - padding;
    source.window(top, left, target);
  }
}
