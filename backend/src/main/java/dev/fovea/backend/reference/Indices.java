package dev.fovea.backend.reference;

import dev.fovea.backend.op.Shape;

/** Between an element's position in a row-major tensor and its index on each axis. */
final class Indices {
  private Indices() {}

  /** The index on each axis of the element at a position. */
  static int[] of(long position, Shape shape) {
    var index = new int[shape.rank()];
    long rest = position;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = (int) (rest % shape.size(axis));
      rest /= shape.size(axis);
    }
    return index;
  }

  /** The position of the element with this index on each axis. */
  static long position(int[] index, Shape shape) {
    long position = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      position = position * shape.size(axis) + index[axis];
    }
    return position;
  }

  /** The position in {@code operand} that lands at a position of the shape it broadcasts to. */
  static long broadcast(long position, Shape shape, Shape operand) {
    var index = of(position, shape);
    int missing = shape.rank() - operand.rank();
    var own = new int[operand.rank()];
    for (int axis = 0; axis < own.length; axis++) {
      own[axis] = operand.size(axis) == 1 ? 0 : index[missing + axis];
    }
    return position(own, operand);
  }
}
