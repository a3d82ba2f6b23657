package dev.fovea.kernels.java.reduction;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fovea.backend.op.NonMaximumSuppression;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Greedy suppression, see {@link NonMaximumSuppression}, on one thread: the boxes that remain are
 * moved together after each box that is kept, so that none is looked at once it is suppressed.
 */
public final class Suppression {
  private final float threshold;
  private final int[] index;
  private final float[] left;
  private final float[] top;
  private final float[] right;
  private final float[] bottom;
  private final float[] area;
  private int first;
  private int end;

  private Suppression(NonMaximumSuppression op, MemorySegment boxes, MemorySegment scores) {
    threshold = op.threshold();
    var order = order(op.count(), boxes, scores);
    end = order.length;
    index = new int[end];
    left = new float[end];
    top = new float[end];
    right = new float[end];
    bottom = new float[end];
    area = new float[end];
    for (int i = 0; i < end; i++) {
      index[i] = (int) order[i];
      left[i] = corner(boxes, index[i], 0);
      top[i] = corner(boxes, index[i], 1);
      right[i] = corner(boxes, index[i], 2);
      bottom[i] = corner(boxes, index[i], 3);
      area[i] = extent(left[i], right[i]) * extent(top[i], bottom[i]);
    }
  }

  /** Writes the indices of the boxes kept, and -1 behind them. */
  public static void run(
      NonMaximumSuppression op, MemorySegment boxes, MemorySegment scores, MemorySegment kept) {
    var remaining = new Suppression(op, boxes, scores);
    int written = 0;
    while (remaining.first < remaining.end) {
      kept.setAtIndex(JAVA_INT, written++, remaining.index[remaining.first]);
      remaining.keepFirst();
    }
    for (; written < op.count(); written++) {
      kept.setAtIndex(JAVA_INT, written, -1);
    }
  }

  /** Boxes without a NaN from the highest score to the lowest: index in the lower half of each. */
  private static long[] order(int count, MemorySegment boxes, MemorySegment scores) {
    var keys = new long[count];
    int usable = 0;
    for (int i = 0; i < count; i++) {
      float score = scores.getAtIndex(JAVA_FLOAT, i);
      if (!Float.isNaN(score) && !hasNan(boxes, i)) {
        keys[usable++] = (long) ~ordered(score) << Integer.SIZE | i;
      }
    }
    Arrays.sort(keys, 0, usable);
    return Arrays.copyOf(keys, usable);
  }

  private static boolean hasNan(MemorySegment boxes, int box) {
    boolean nan = false;
    for (int k = 0; k < 4; k++) {
      nan |= Float.isNaN(corner(boxes, box, k));
    }
    return nan;
  }

  private static float corner(MemorySegment boxes, int box, int which) {
    return boxes.getAtIndex(JAVA_FLOAT, 4L * box + which);
  }

  /** An integer that grows with the number, the same for both zeros. */
  private static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    return bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
  }

  /** Leaves those behind the first that it doesn't suppress. */
  private void keepFirst() {
    int remaining = first + 1;
    for (int i = first + 1; i < end; i++) {
      if (!firstSuppresses(i)) {
        move(i, remaining++);
      }
    }
    first++;
    end = remaining;
  }

  private boolean firstSuppresses(int i) {
    float shared =
        extent(Math.max(left[first], left[i]), Math.min(right[first], right[i]))
            * extent(Math.max(top[first], top[i]), Math.min(bottom[first], bottom[i]));
    return shared > threshold * (area[first] + area[i] - shared);
  }

  private void move(int from, int to) {
    index[to] = index[from];
    left[to] = left[from];
    top[to] = top[from];
    right[to] = right[from];
    bottom[to] = bottom[from];
    area[to] = area[from];
  }

  /** Also 0 between two infinities, whose difference is NaN. */
  private static float extent(float low, float high) {
    float difference = high - low;
    return difference > 0 ? difference : 0;
  }
}
