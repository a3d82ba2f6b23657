package dev.fovea.engine.data;

import dev.fovea.backend.FoveaException;
import dev.fovea.engine.vision.Image;

/**
 * Swaps left and right, sometimes.
 *
 * @param probability how often, {@code 0 … 1}
 */
public record HorizontalFlip(float probability) implements Augmentation {
  /** Checks the probability. */
  public HorizontalFlip {
    if (!(probability >= 0 && probability <= 1)) {
      throw new FoveaException("flip: probability must be in 0 … 1: probability=" + probability);
    }
  }

  @Override
  public void apply(Image source, Image target, RandomStream random) {
    if (random.nextFloat() >= probability) {
      System.arraycopy(source.values(), 0, target.values(), 0, target.values().length);
      return;
    }
    int channels = source.channels();
    for (int row = 0; row < source.height(); row++) {
      int from = source.offset(row, source.width() - 1);
      int to = target.offset(row, 0);
      for (int column = 0; column < source.width(); column++) {
        for (int channel = 0; channel < channels; channel++) {
          target.values()[to + channel] = source.values()[from + channel];
        }
        from -= channels;
        to += channels;
      }
    }
  }
}
