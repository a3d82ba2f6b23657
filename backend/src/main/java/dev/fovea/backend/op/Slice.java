package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * A box of a tensor: {@code part[i…] = whole[i + start…]}. {@code slice} reads the box, {@code
 * insert} writes it.
 *
 * @param whole shape of the tensor
 * @param start first index of the box on each axis; a shape only by its form
 * @param part shape of the box
 */
public record Slice(Shape whole, Shape start, Shape part) implements Operation {
  /** Checks that the box lies inside. */
  public Slice {
    require(
        whole.rank() == start.rank() && whole.rank() == part.rank(),
        "slice: ranks must be equal: whole=%s, start=%s, part=%s",
        whole,
        start,
        part);
    for (int axis = 0; axis < whole.rank(); axis++) {
      require(
          (long) start.size(axis) + part.size(axis) <= whole.size(axis),
          "slice: box exceeds the tensor: whole=%s, start=%s, part=%s",
          whole,
          start,
          part);
    }
    require(part.elements() >= 1, "slice: empty box: part=%s", part);
  }

  /** The part of one axis from {@code start}, {@code size} long; all of the others. */
  public static Slice along(Shape whole, int axis, int start, int size) {
    return new Slice(
        whole, Shape.of(new int[whole.rank()]).with(axis, start), whole.with(axis, size));
  }

  @Override
  public String operation() {
    return "slice";
  }
}
