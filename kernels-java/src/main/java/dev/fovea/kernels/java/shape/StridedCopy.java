package dev.fovea.kernels.java.shape;

import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Slice;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * Copies a box of elements between two layouts: permutations, slices and insertions. Neighbouring
 * axes that advance alike in both are one. If the last axis is contiguous in both, runs are copied;
 * if x is contiguous along another, tiles of the two axes are transposed.
 */
public final class StridedCopy {
  private static final ShapeLoops LOOPS = ShapeLoops.ofMode();

  /** Columns of a block: as many of y's rows are written at a time, each in whole cache lines. */
  private static final int BLOCK = 64;

  private final int[] sizes;
  private final long[] xStrides;
  private final long[] yStrides;
  private final long xBegin;
  private final long yBegin;
  private int axes;

  private StridedCopy(int[] sizes, long[] xStrides, long xBegin, long[] yStrides, long yBegin) {
    this.sizes = sizes.clone();
    this.xStrides = xStrides.clone();
    this.yStrides = yStrides.clone();
    this.xBegin = xBegin;
    this.yBegin = yBegin;
    merge();
  }

  private void merge() {
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == 1) {
        continue;
      }
      int last = axes - 1;
      if (axes > 0
          && xStrides[last] == xStrides[axis] * sizes[axis]
          && yStrides[last] == yStrides[axis] * sizes[axis]
          && (long) sizes[last] * sizes[axis] <= Integer.MAX_VALUE) {
        sizes[last] *= sizes[axis];
      } else {
        sizes[axes++] = sizes[axis];
      }
      xStrides[axes - 1] = xStrides[axis];
      yStrides[axes - 1] = yStrides[axis];
    }
  }

  /** See {@link Permute}. */
  public static void permute(Permute op, MemorySegment x, MemorySegment y, Workers workers) {
    var output = op.output();
    long[] dense = op.input().strides();
    long[] strides = new long[dense.length];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = dense[op.axes().get(axis)];
    }
    new StridedCopy(output.sizes(), strides, 0, output.strides(), 0).run(x, y, workers);
  }

  /** See {@link dev.fovea.backend.ShapeOps#slice}. */
  public static void slice(Slice op, MemorySegment whole, MemorySegment part, Workers workers) {
    new StridedCopy(op.part().sizes(), op.whole().strides(), first(op), op.part().strides(), 0)
        .run(whole, part, workers);
  }

  /** See {@link dev.fovea.backend.ShapeOps#insert}. */
  public static void insert(Slice op, MemorySegment part, MemorySegment whole, Workers workers) {
    new StridedCopy(op.part().sizes(), op.part().strides(), 0, op.whole().strides(), first(op))
        .run(part, whole, workers);
  }

  private static long first(Slice op) {
    long first = 0;
    long[] strides = op.whole().strides();
    for (int axis = 0; axis < strides.length; axis++) {
      first += op.start().size(axis) * strides[axis];
    }
    return first;
  }

  private void run(MemorySegment x, MemorySegment y, Workers workers) {
    for (int axis = 0; axis < axes; axis++) {
      if (sizes[axis] == 0) {
        return;
      }
    }
    int last = axes - 1;
    if (axes == 0) {
      Runs.copy(x, xBegin, y, yBegin, 1);
    } else if (xStrides[last] == 1 && yStrides[last] == 1) {
      copyRuns(x, y, last, sizes[last], workers);
    } else if (yStrides[last] == 1 && contiguousInX() >= 0) {
      transpose(x, y, contiguousInX(), workers);
    } else {
      copyRuns(x, y, axes, 1, workers);
    }
  }

  private int contiguousInX() {
    for (int axis = 0; axis < axes; axis++) {
      if (xStrides[axis] == 1) {
        return axis;
      }
    }
    return -1;
  }

  /** The axes before {@code end}, but one. */
  private static int[] axesBut(int except, int end) {
    return IntStream.range(0, end).filter(axis -> axis != except).toArray();
  }

  private long product(int[] someAxes) {
    long product = 1;
    for (int axis : someAxes) {
      product *= sizes[axis];
    }
    return product;
  }

  /** Elements from the first to one that is counted along some axes. */
  private long position(long index, int[] someAxes, long[] strides) {
    long rest = index;
    long position = 0;
    for (int i = someAxes.length - 1; i > 0; i--) {
      int axis = someAxes[i];
      position += rest % sizes[axis] * strides[axis];
      rest /= sizes[axis];
    }
    return someAxes.length == 0 ? 0 : position + rest * strides[someAxes[0]];
  }

  /** Copies runs along the axes before {@code end}. */
  private void copyRuns(MemorySegment x, MemorySegment y, int end, int length, Workers workers) {
    if (end == 0) {
      Ranges.run(
          workers,
          length,
          (begin, count) -> Runs.copy(x, xBegin + begin, y, yBegin + begin, count));
      return;
    }
    var outer = axesBut(-1, end);
    int runsOfAxis = sizes[end - 1];
    Ranges.run(
        workers,
        product(outer),
        Ranges.itemsPerTask(length),
        (begin, count) -> {
          for (long run = begin; run < begin + count; ) {
            int runs = (int) Math.min(runsOfAxis - run % runsOfAxis, begin + count - run);
            Runs.copy(
                x,
                xBegin + position(run, outer, xStrides),
                xStrides[end - 1],
                y,
                yBegin + position(run, outer, yStrides),
                yStrides[end - 1],
                runs,
                length);
            run += runs;
          }
        });
  }

  /** Transposes along axis {@code column}, contiguous in x, and the last, contiguous in y. */
  private void transpose(MemorySegment x, MemorySegment y, int column, Workers workers) {
    int rows = sizes[axes - 1];
    int columns = sizes[column];
    int blocks = (columns + BLOCK - 1) / BLOCK;
    var outer = axesBut(column, axes - 1);
    Ranges.run(
        workers,
        product(outer) * blocks,
        Ranges.itemsPerTask((long) Math.min(BLOCK, columns) * rows),
        (begin, count) -> {
          for (long item = begin; item < begin + count; item++) {
            int first = (int) (item % blocks) * BLOCK;
            transposeBlock(
                x,
                xBegin + position(item / blocks, outer, xStrides) + first,
                y,
                yBegin + position(item / blocks, outer, yStrides) + first * yStrides[column],
                yStrides[column],
                rows,
                Math.min(BLOCK, columns - first));
          }
        });
  }

  private void transposeBlock(
      MemorySegment x, long from, MemorySegment y, long to, long yStride, int rows, int columns) {
    long xStride = xStrides[axes - 1];
    for (int row = 0; row < rows; row += BLOCK) {
      LOOPS.transpose(
          x,
          from + row * xStride,
          xStride,
          y,
          to + row,
          yStride,
          Math.min(BLOCK, rows - row),
          columns);
    }
  }
}
