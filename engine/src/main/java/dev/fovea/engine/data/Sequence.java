package dev.fovea.engine.data;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.vision.Image;
import java.util.List;
import java.util.stream.Stream;

/**
 * Augmentations one after the other; none at all copies.
 *
 * @param steps what to apply, in order; sequences among them are unrolled
 */
public record Sequence(List<Augmentation> steps) implements Augmentation {
  /** Unrolls sequences within. */
  public Sequence {
    steps =
        steps.stream()
            .flatMap(
                step -> step instanceof Sequence inner ? inner.steps.stream() : Stream.of(step))
            .toList();
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape shape = input;
    for (var step : steps) {
      shape = step.outputShape(shape);
    }
    return shape;
  }

  /** Takes fresh memory between the steps; the loader keeps its own. */
  @Override
  public void apply(Image source, Image target, RandomStream random) {
    Image image = source;
    for (var step : steps) {
      var result = Image.black(step.outputShape(image.shape()));
      step.apply(image, result, random);
      image = result;
    }
    System.arraycopy(image.values(), 0, target.values(), 0, target.values().length);
  }
}
