package dev.fovea.kernels.java.reduction;

import dev.fovea.backend.op.Reduce;
import java.util.Arrays;

/**
 * How a {@link Reduce} walks through its input. Neighbouring axes that are both kept or both
 * reduced are one; what remains alternates. Each result is then a vector of {@code columns}
 * neighbours (1 if the last axis is reduced), and each is made of {@code outer} times {@code rows}
 * rows.
 *
 * @param results vectors of the result
 * @param columns neighbouring elements of each
 * @param outer combinations of the reduced axes but the innermost
 * @param rows size of the innermost reduced axis
 * @param rowStride elements between its rows
 * @param keptSizes kept axes, without the columns
 * @param keptStrides their strides in the input
 * @param outerSizes reduced axes but the innermost
 * @param outerStrides their strides
 */
record ReducePlan(
    long results,
    int columns,
    long outer,
    int rows,
    long rowStride,
    int[] keptSizes,
    long[] keptStrides,
    int[] outerSizes,
    long[] outerStrides) {

  static ReducePlan of(Reduce op) {
    var sizes = new int[op.input().rank()];
    var strides = new long[sizes.length];
    var reduced = new boolean[sizes.length];
    long[] dense = op.input().strides();
    int merged = 0;
    for (int axis = 0; axis < op.input().rank(); axis++) {
      int size = op.input().size(axis);
      boolean reduces = op.axes().contains(axis);
      if (size == 1) {
        continue;
      }
      if (merged > 0
          && reduced[merged - 1] == reduces
          && (long) sizes[merged - 1] * size <= Integer.MAX_VALUE) {
        sizes[merged - 1] *= size;
      } else {
        sizes[merged] = size;
        reduced[merged++] = reduces;
      }
      strides[merged - 1] = dense[axis];
    }
    return of(merged, sizes, strides, reduced);
  }

  private static ReducePlan of(int axes, int[] sizes, long[] strides, boolean[] reduced) {
    int end = axes;
    int columns = 1;
    if (end > 0 && !reduced[end - 1]) {
      columns = sizes[--end];
    }
    int innermost = end - 1;
    while (innermost >= 0 && !reduced[innermost]) {
      innermost--;
    }
    var kept = new int[end];
    var keptStrides = new long[end];
    var outer = new int[end];
    var outerStrides = new long[end];
    int keptCount = 0;
    int outerCount = 0;
    for (int axis = 0; axis < end; axis++) {
      if (!reduced[axis]) {
        kept[keptCount] = sizes[axis];
        keptStrides[keptCount++] = strides[axis];
      } else if (axis != innermost) {
        outer[outerCount] = sizes[axis];
        outerStrides[outerCount++] = strides[axis];
      }
    }
    kept = Arrays.copyOf(kept, keptCount);
    outer = Arrays.copyOf(outer, outerCount);
    return new ReducePlan(
        product(kept),
        columns,
        product(outer),
        innermost < 0 ? 1 : sizes[innermost],
        innermost < 0 ? 0 : strides[innermost],
        kept,
        keptStrides,
        outer,
        outerStrides);
  }

  private static long product(int[] sizes) {
    long product = 1;
    for (int size : sizes) {
      product *= size;
    }
    return product;
  }

  /** Elements that make one vector of the result. */
  long work() {
    return outer * rows * columns;
  }

  /** First element of a result's first row under a combination of the outer axes. */
  long first(long result, long combination) {
    return position(result, keptSizes, keptStrides)
        + position(combination, outerSizes, outerStrides);
  }

  private static long position(long index, int[] sizes, long[] strides) {
    long rest = index;
    long position = 0;
    for (int axis = sizes.length - 1; axis > 0; axis--) {
      position += rest % sizes[axis] * strides[axis];
      rest /= sizes[axis];
    }
    return sizes.length == 0 ? 0 : position + rest * strides[0]; // what is left needs no division
  }
}
