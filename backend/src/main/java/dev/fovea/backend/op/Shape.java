package dev.fovea.backend.op;

import dev.fovea.backend.ShapeException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Sizes of a dense row-major tensor, outermost first. A scalar has rank 0 and one element. */
public final class Shape {
  /** The rank no tensor exceeds. */
  public static final int MAX_RANK = 8;

  private final int[] sizes;

  private Shape(int[] sizes) {
    this.sizes = sizes;
  }

  /**
   * A shape of these sizes, each at least 0.
   *
   * @throws ShapeException if a size is negative, the rank exceeds {@link #MAX_RANK} or the
   *     elements don't fit a long
   */
  public static Shape of(int... sizes) {
    var shape = new Shape(sizes.clone());
    ShapeException.require(
        sizes.length <= MAX_RANK, "shape: rank exceeds %d: shape=%s", MAX_RANK, shape);
    double product = 1;
    for (int size : sizes) { // not a stream: every operation makes a few shapes
      ShapeException.require(size >= 0, "shape: sizes must not be negative: shape=%s", shape);
      product *= size;
    }
    ShapeException.require(
        product < Long.MAX_VALUE, "shape: more elements than a long counts: shape=%s", shape);
    return shape;
  }

  /** Number of axes. */
  public int rank() {
    return sizes.length;
  }

  /** Size of an axis; negative axes count from the end. */
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /** The index of an axis, negative ones counted from the end. */
  public int axis(int axis) {
    int index = axis < 0 ? axis + sizes.length : axis;
    if (index < 0 || index >= sizes.length) { // not require: it would box the axis of every call
      throw new ShapeException("shape: no such axis: axis=%d, shape=%s".formatted(axis, this));
    }
    return index;
  }

  /** Product of all sizes. */
  public long elements() {
    return elements(0, sizes.length);
  }

  /** Product of the sizes from one axis to before another. */
  public long elements(int fromAxis, int toAxis) {
    long product = 1;
    for (int axis = fromAxis; axis < toAxis; axis++) {
      product *= sizes[axis];
    }
    return product;
  }

  /** A copy of the sizes. */
  public int[] sizes() {
    return sizes.clone();
  }

  /** Elements between neighbours along each axis. */
  public long[] strides() {
    var strides = new long[sizes.length];
    long stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return strides;
  }

  /** The same with another size on one axis. */
  public Shape with(int axis, int size) {
    var changed = sizes.clone();
    changed[axis(axis)] = size;
    return of(changed);
  }

  /** The same without some axes. */
  public Shape without(int... axes) {
    var dropped = new boolean[sizes.length];
    for (int axis : axes) {
      dropped[axis(axis)] = true;
    }
    var kept = new int[sizes.length];
    int rank = 0;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (!dropped[axis]) {
        kept[rank++] = sizes[axis];
      }
    }
    return of(Arrays.copyOf(kept, rank));
  }

  /**
   * The shape that both broadcast to: aligned at the last axis, sizes equal or 1.
   *
   * @throws ShapeException if they don't fit
   */
  public Shape broadcast(Shape other) {
    int rank = Math.max(rank(), other.rank());
    var result = new int[rank];
    for (int back = 1; back <= rank; back++) {
      int mine = back <= rank() ? sizes[rank() - back] : 1;
      int theirs = back <= other.rank() ? other.sizes[other.rank() - back] : 1;
      ShapeException.require(
          mine == theirs || mine == 1 || theirs == 1,
          "broadcast: sizes must be equal or 1: a=%s, b=%s",
          this,
          other);
      result[rank - back] = mine == 1 ? theirs : mine;
    }
    return of(result);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** {@code [64,28,28,1]} */
  @Override
  public String toString() {
    return Arrays.stream(sizes)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
