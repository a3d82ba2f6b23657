package dev.fovea.kernels.java.shape;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** Copies of neighbouring float32 elements. */
final class Runs {
  /** From this length on a call of the JDK's copy is cheaper than a loop. */
  private static final int LONG = 24;

  private Runs() {}

  static void copy(MemorySegment x, long xBegin, MemorySegment y, long yBegin, int length) {
    if (length >= LONG) {
      MemorySegment.copy(
          x, xBegin * Float.BYTES, y, yBegin * Float.BYTES, (long) length * Float.BYTES);
      return;
    }
    for (int i = 0; i < length; i++) {
      y.setAtIndex(JAVA_FLOAT, yBegin + i, x.getAtIndex(JAVA_FLOAT, xBegin + i));
    }
  }

  /** Runs of one length at equal distances. */
  static void copy(
      MemorySegment x,
      long xBegin,
      long xStride,
      MemorySegment y,
      long yBegin,
      long yStride,
      int runs,
      int length) {
    if (length == 1) {
      for (int run = 0; run < runs; run++) {
        float value = x.getAtIndex(JAVA_FLOAT, xBegin + run * xStride);
        y.setAtIndex(JAVA_FLOAT, yBegin + run * yStride, value);
      }
      return;
    }
    for (int run = 0; run < runs; run++) {
      copy(x, xBegin + run * xStride, y, yBegin + run * yStride, length);
    }
  }
}
