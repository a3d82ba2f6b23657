package dev.fovea.kernels.java.shape;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** One element after the other. The vector loops leave the last elements to it. */
class ScalarShapeLoops implements ShapeLoops {
  @Override
  public void transpose(
      MemorySegment x,
      long xBegin,
      long xStride,
      MemorySegment y,
      long yBegin,
      long yStride,
      int rows,
      int columns) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        float value = x.getAtIndex(JAVA_FLOAT, xBegin + r * xStride + c);
        y.setAtIndex(JAVA_FLOAT, yBegin + c * yStride + r, value);
      }
    }
  }

  @Override
  public void blend(
      MemorySegment x,
      long aBegin,
      long bBegin,
      float weight,
      MemorySegment y,
      long yBegin,
      int count) {
    float rest = 1 - weight;
    for (int i = 0; i < count; i++) {
      float a = x.getAtIndex(JAVA_FLOAT, aBegin + i);
      float b = x.getAtIndex(JAVA_FLOAT, bBegin + i);
      y.setAtIndex(JAVA_FLOAT, yBegin + i, rest * a + weight * b);
    }
  }

  @Override
  public void addScaled(
      float weight, MemorySegment x, long xBegin, MemorySegment y, long yBegin, int count) {
    for (int i = 0; i < count; i++) {
      float share = weight * x.getAtIndex(JAVA_FLOAT, xBegin + i);
      y.setAtIndex(JAVA_FLOAT, yBegin + i, y.getAtIndex(JAVA_FLOAT, yBegin + i) + share);
    }
  }
}
