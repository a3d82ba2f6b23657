package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.engine.vision.Image;

/**
 * Moves by a random whole number of pixels, at most {@code pixels} each way, each distance equally
 * likely. What comes in from outside is black: shift before normalising.
 *
 * @param pixels largest distance along each axis, at least 0
 */
public record Shift(int pixels) implements Augmentation {
  /** Checks the distance. */
  public Shift {
    if (pixels < 0) {
      throw new FoveaException("shift: distance must not be negative: pixels=" + pixels);
    }
  }

  @Override
  public void apply(Image source, Image target, RandomStream random) {
    int top = random.nextInt(2 * pixels + 1) - pixels;
    int left = random.nextInt(2 * pixels + 1) - pixels;
    source.window(top, left, target);
  }
}
