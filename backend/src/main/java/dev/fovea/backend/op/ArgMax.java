package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Index of the largest value along the middle axis of {@code [outer, size, inner]}, as int32 {@code
 * [outer, inner]}; the first of equals, the first NaN before any number.
 *
 * @param outer product of the sizes before the axis
 * @param size size of the axis
 * @param inner product of the sizes after the axis
 */
public record ArgMax(int outer, int size, int inner) implements Operation {
  /** Checks the sizes. */
  public ArgMax {
    require(
        outer >= 1 && size >= 1 && inner >= 1,
        "argMax: sizes must be positive: outer=%d, size=%d, inner=%d",
        outer,
        size,
        inner);
  }

  /** Along one axis of a tensor. */
  public static ArgMax of(Shape shape, int axis) {
    int index = shape.axis(axis);
    return new ArgMax(
        Math.toIntExact(shape.elements(0, index)),
        shape.size(index),
        Math.toIntExact(shape.elements(index + 1, shape.rank())));
  }

  /** Elements of x. */
  public long inputLength() {
    return (long) outer * size * inner;
  }

  /** Elements of the result. */
  public long outputLength() {
    return (long) outer * inner;
  }

  @Override
  public String operation() {
    return "argMax";
  }
}
