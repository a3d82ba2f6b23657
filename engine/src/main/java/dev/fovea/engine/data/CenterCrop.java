package dev.fovea.engine.data;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.vision.Image;

/**
 * Cuts out the middle, without chance: for tests of what was trained with {@link RandomCrop}. A
 * picture smaller than the window gets a black border.
 *
 * @param height rows of the result, at least 1
 * @param width columns of the result, at least 1
 */
public record CenterCrop(int height, int width) implements Augmentation {
  /** Checks the sizes. */
  public CenterCrop {
    ShapeException.require(
        height >= 1 && width >= 1,
        "crop: sizes must be at least 1: height=%d, width=%d",
        height,
        width);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(height, width, input.size(2));
  }

  @Override
  public void apply(Image source, Image target, RandomStream random) {
    int top = Math.floorDiv(source.height() - height, 2);
    int left = Math.floorDiv(source.width() - width, 2);
    source.window(top, left, target);
  }
}
