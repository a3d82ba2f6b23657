package dev.fovea.kernels.java.shape;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.op.Gather;
import dev.fovea.kernels.java.parallel.Ranges;
import dev.fovea.kernels.java.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * {@link Gather}, entry by entry. In the gradient several entries may add to one: a task owns all
 * entries of a part of the inner axis, and adds in their order.
 */
public final class Gathering {
  private static final ShapeLoops LOOPS = ShapeLoops.ofMode();

  /** Inner elements that one task of the gradient takes. */
  private static final int BLOCK = 256;

  private Gathering() {}

  /** See {@link dev.fovea.backend.ShapeOps#gather}. */
  public static void forward(
      Gather op, MemorySegment x, MemorySegment indices, MemorySegment y, Workers workers) {
    int inner = op.inner();
    Ranges.run(
        workers,
        (long) op.outer() * op.count(),
        Ranges.itemsPerTask(inner),
        (begin, count) -> {
          for (long item = begin; item < begin + count; item++) {
            int index = indices.getAtIndex(JAVA_INT, item % op.count());
            if (exists(op, index)) {
              long entry = item / op.count() * op.size() + index;
              Runs.copy(x, entry * inner, y, item * inner, inner);
            } else {
              fillNaN(y, item * inner, inner);
            }
          }
        });
  }

  private static boolean exists(Gather op, int index) {
    return index >= 0 && index < op.size();
  }

  private static void fillNaN(MemorySegment y, long begin, int count) {
    for (int i = 0; i < count; i++) {
      y.setAtIndex(JAVA_FLOAT, begin + i, Float.NaN);
    }
  }

  /** See {@link dev.fovea.backend.ShapeOps#gatherGradient}. */
  public static void gradient(
      Gather op, MemorySegment dy, MemorySegment indices, MemorySegment dx, Workers workers) {
    int blocks = (op.inner() + BLOCK - 1) / BLOCK;
    long work = (long) (op.size() + op.count()) * Math.min(BLOCK, op.inner());
    Ranges.run(
        workers,
        (long) op.outer() * blocks,
        Ranges.itemsPerTask(work),
        (begin, count) -> {
          for (long item = begin; item < begin + count; item++) {
            int first = (int) (item % blocks) * BLOCK;
            int width = Math.min(BLOCK, op.inner() - first);
            gradient(op, item / blocks, first, width, dy, indices, dx);
          }
        });
  }

  private static void gradient(
      Gather op,
      long outer,
      int first,
      int width,
      MemorySegment dy,
      MemorySegment indices,
      MemorySegment dx) {
    int inner = op.inner();
    long entries = outer * op.size() * inner + first;
    for (int entry = 0; entry < op.size(); entry++) {
      long at = entries + (long) entry * inner;
      dx.asSlice(at * Float.BYTES, (long) width * Float.BYTES).fill((byte) 0);
    }
    long from = outer * op.count() * inner + first;
    for (int j = 0; j < op.count(); j++) {
      int index = indices.getAtIndex(JAVA_INT, j);
      if (exists(op, index)) {
        LOOPS.addScaled(1, dy, from + (long) j * inner, dx, entries + (long) index * inner, width);
      }
    }
  }
}
