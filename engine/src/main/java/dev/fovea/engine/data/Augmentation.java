package dev.fovea.engine.data;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.vision.Image;
import java.util.List;

/**
 * A change to a picture on its way into a batch, mostly random, so that training never sees quite
 * the same sample twice. It keeps no state: what it draws comes from the stream alone.
 */
public interface Augmentation {
  /** Leaves pictures as they are. */
  static Augmentation none() {
    return new Sequence(List.of());
  }

  /**
   * Shape that pictures of this shape get, both {@code [H,W,C]}.
   *
   * @throws dev.fovea.backend.ShapeException if it can't be applied to such pictures
   */
  default Shape outputShape(Shape input) {
    return input;
  }

  /**
   * Writes the changed picture to another one of {@link #outputShape}.
   *
   * @param source read only
   * @param target every value is written
   * @param random the sample's own random numbers
   */
  void apply(Image source, Image target, RandomStream random);

  /** This one, then another. */
  default Augmentation then(Augmentation next) {
    return new Sequence(List.of(this, next));
  }
}
