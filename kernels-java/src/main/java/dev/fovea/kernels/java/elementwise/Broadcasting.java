package dev.fovea.kernels.java.elementwise;

import dev.fovea.backend.op.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * How two operands lie under a result that both broadcast to: neighbouring axes along which each
 * operand either advances or stands still are one.
 *
 * @param sizes sizes of the result's axes, outermost first, at least one
 * @param aStrides elements of a from one index to the next; 0 where a is repeated
 * @param bStrides the same of b
 */
record Broadcasting(int[] sizes, long[] aStrides, long[] bStrides) {
  static Broadcasting of(Shape a, Shape b, Shape result) {
    long[] aStrides = strides(a, result);
    long[] bStrides = strides(b, result);
    int rank = result.rank();
    int[] sizes = new int[Math.max(1, rank)];
    long[] aMerged = new long[sizes.length];
    long[] bMerged = new long[sizes.length];
    int merged = 0;
    for (int axis = 0; axis < rank; axis++) {
      int size = result.size(axis);
      if (size == 1) {
        continue;
      }
      int last = merged - 1;
      if (merged > 0
          && aMerged[last] == aStrides[axis] * size
          && bMerged[last] == bStrides[axis] * size
          && (long) sizes[last] * size <= Integer.MAX_VALUE) {
        sizes[last] *= size;
      } else {
        sizes[merged++] = size;
      }
      aMerged[merged - 1] = aStrides[axis];
      bMerged[merged - 1] = bStrides[axis];
    }
    if (merged == 0) {
      sizes[merged++] = 1;
    }
    return new Broadcasting(
        Arrays.copyOf(sizes, merged),
        Arrays.copyOf(aMerged, merged),
        Arrays.copyOf(bMerged, merged));
  }

  private static long[] strides(Shape operand, Shape result) {
    long[] dense = operand.strides();
    long[] strides = new long[result.rank()];
    int missing = result.rank() - operand.rank();
    for (int axis = missing; axis < strides.length; axis++) {
      strides[axis] = operand.size(axis - missing) == 1 ? 0 : dense[axis - missing];
    }
    return strides;
  }

  /** The first operand, as a task sees it; see {@link BroadcastOperand}. */
  BroadcastOperand a(MemorySegment source, MemorySegment scratch, long scratchBegin) {
    return new BroadcastOperand(source, sizes, aStrides, period(), scratch, scratchBegin);
  }

  /** The second operand. */
  BroadcastOperand b(MemorySegment source, MemorySegment scratch, long scratchBegin) {
    return new BroadcastOperand(source, sizes, bStrides, period(), scratch, scratchBegin);
  }

  /** Whether both operands lie in runs of at least so many elements. */
  boolean hasRunsOf(int length) {
    int inner = sizes.length - 1;
    return sizes[inner] >= length && aStrides[inner] == 1 && bStrides[inner] == 1;
  }

  /** Elements after which the repeated operand begins again; the whole length if none does. */
  long period() {
    long period = 1;
    boolean repeats = aStrides[0] == 0 || bStrides[0] == 0;
    for (int axis = repeats ? 1 : 0; axis < sizes.length; axis++) {
      period *= sizes[axis];
    }
    return period;
  }
}
