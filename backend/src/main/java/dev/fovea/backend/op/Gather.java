package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Picks entries along the middle axis: {@code y[o,j,i] = x[o, index[j], i]}, x: {@code [outer,
 * size, inner]}, index: int32 {@code [count]}, y: {@code [outer, count, inner]}. An index outside
 * [0, size) gives NaN in y and adds nothing in the gradient.
 *
 * @param outer product of the sizes before the axis
 * @param size size of the axis
 * @param inner product of the sizes after the axis
 * @param count indices
 */
public record Gather(int outer, int size, int inner, int count) implements Operation {
  /** Checks the sizes. */
  public Gather {
    require(
        outer >= 1 && size >= 1 && inner >= 1 && count >= 1,
        "gather: sizes must be positive: outer=%d, size=%d, inner=%d, count=%d",
        outer,
        size,
        inner,
        count);
  }

  /** Elements of x. */
  public long inputLength() {
    return (long) outer * size * inner;
  }

  /** Elements of y. */
  public long outputLength() {
    return (long) outer * count * inner;
  }

  @Override
  public String operation() {
    return "gather";
  }
}
