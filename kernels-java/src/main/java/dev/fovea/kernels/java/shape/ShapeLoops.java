package dev.fovea.kernels.java.shape;

import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/** Inner loops over float32 memory, given by first elements and counts. */
interface ShapeLoops {
  /** The loops of this run's vector mode. */
  static ShapeLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorShapeLoops() : new ScalarShapeLoops();
  }

  /** {@code y[yBegin + c·yStride + r] = x[xBegin + r·xStride + c]} */
  void transpose(
      MemorySegment x,
      long xBegin,
      long xStride,
      MemorySegment y,
      long yBegin,
      long yStride,
      int rows,
      int columns);

  /** {@code y = (1 - weight) · a + weight · b}, a and b being parts of x. */
  void blend(
      MemorySegment x,
      long aBegin,
      long bBegin,
      float weight,
      MemorySegment y,
      long yBegin,
      int count);

  /** {@code y += weight · x} */
  void addScaled(
      float weight, MemorySegment x, long xBegin, MemorySegment y, long yBegin, int count);
}
