package dev.fovea.kernels.java.elementwise;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/** Inner loops over runs of elements, given as float32 memory, first element and count. */
public interface ElementLoops {
  /** The loops of this run's vector mode. */
  static ElementLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorElementLoops() : new ScalarElementLoops();
  }

  /** {@code y = f(x)} */
  void unary(Unary op, MemorySegment x, MemorySegment y, long begin, int count);

  /** {@code dx = f'(x) · dy} */
  void unaryGradient(
      Unary op,
      MemorySegment x,
      MemorySegment y,
      MemorySegment dy,
      MemorySegment dx,
      long begin,
      int count);

  /** {@code y = value} */
  void constant(float value, MemorySegment y, long begin, int count);

  /** {@code y = alpha · x + beta}, rounded twice; each operand has a first element of its own. */
  void affine(
      float alpha,
      float beta,
      MemorySegment x,
      long xBegin,
      MemorySegment y,
      long yBegin,
      int count);

  /** {@code y = f(a, b)}; each operand has a first element of its own. */
  void binary(
      Binary.Kind kind,
      MemorySegment a,
      long aBegin,
      MemorySegment b,
      long bBegin,
      MemorySegment y,
      long yBegin,
      int count);

  /** {@code y[i] = f(a[i], b[i mod period])}, for whole periods. */
  default void repeated(
      Binary.Kind kind,
      MemorySegment a,
      long aBegin,
      MemorySegment b,
      long bBegin,
      int period,
      MemorySegment y,
      long yBegin,
      int count) {
    for (int at = 0; at < count; at += period) {
      binary(kind, a, aBegin + at, b, bBegin, y, yBegin + at, period);
    }
  }

  /** {@code y = alpha · x + beta · y} */
  void axpby(Axpby op, MemorySegment x, MemorySegment y, long begin, int count);

  /**
   * {@code y = u < probability ? 0 : x · scale}.
   *
   * @param u uniform numbers, from the memory's first element on
   */
  void dropout(
      float probability,
      float scale,
      MemorySegment u,
      MemorySegment x,
      MemorySegment y,
      long begin,
      int count);

  /**
   * See {@link SgdStep}.
   *
   * @param velocity null without momentum
   */
  void sgdStep(
      SgdStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment velocity,
      long begin,
      int count);

  /** See {@link AdamStep}. */
  void adamStep(
      AdamStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment firstMoment,
      MemorySegment secondMoment,
      long begin,
      int count);
}
