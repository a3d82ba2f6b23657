package dev.fovea.kernels.java.elementwise;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorRun;
import java.lang.foreign.MemorySegment;

/** Vector after vector, see {@link VectorRun}. */
final class VectorElementLoops implements ElementLoops {
  @Override
  public void unary(Unary op, MemorySegment x, MemorySegment y, long begin, int count) {
    VectorRun.of(count)
        .inBlocks(VectorUnary.isLong(op.kind()))
        .reads(x, begin)
        .writes(y, begin)
        .run((m, bytes) -> VectorUnary.run(op, m[0], m[1], bytes));
  }

  @Override
  public void unaryGradient(
      Unary op,
      MemorySegment x,
      MemorySegment y,
      MemorySegment dy,
      MemorySegment dx,
      long begin,
      int count) {
    VectorRun.of(count)
        .inBlocks(VectorUnaryGradient.isLong(op.kind()))
        .reads(VectorUnaryGradient.readsResult(op.kind()) ? y : x, begin)
        .reads(dy, begin)
        .writes(dx, begin)
        .run((m, bytes) -> VectorUnaryGradient.run(op, m[0], m[1], m[2], bytes));
  }

  @Override
  public void constant(float value, MemorySegment y, long begin, int count) {
    VectorRun.of(count)
        .writes(y, begin)
        .run((m, bytes) -> VectorUpdate.constant(value, m[0], bytes));
  }

  @Override
  public void affine(
      float alpha,
      float beta,
      MemorySegment x,
      long xBegin,
      MemorySegment y,
      long yBegin,
      int count) {
    VectorRun.of(count)
        .reads(x, xBegin)
        .writes(y, yBegin)
        .run((m, bytes) -> VectorUnary.affine(m[0], m[1], bytes, alpha, beta));
  }

  @Override
  public void binary(
      Binary.Kind kind,
      MemorySegment a,
      long aBegin,
      MemorySegment b,
      long bBegin,
      MemorySegment y,
      long yBegin,
      int count) {
    VectorRun.of(count)
        .reads(a, aBegin)
        .reads(b, bBegin)
        .writes(y, yBegin)
        .run((m, bytes) -> VectorBinary.run(kind, m[0], m[1], m[2], bytes));
  }

  @Override
  public void repeated(
      Binary.Kind kind,
      MemorySegment a,
      long aBegin,
      MemorySegment b,
      long bBegin,
      int period,
      MemorySegment y,
      long yBegin,
      int count) {
    if (period % Lanes.COUNT != 0) {
      ElementLoops.super.repeated(kind, a, aBegin, b, bBegin, period, y, yBegin, count);
      return;
    }
    int bytes = period * Float.BYTES;
    var right = b.asSlice(bBegin * Float.BYTES, bytes);
    for (int at = 0; at < count; at += period) {
      var left = a.asSlice((aBegin + at) * Float.BYTES, bytes);
      VectorBinary.run(kind, left, right, y.asSlice((yBegin + at) * Float.BYTES, bytes), bytes);
    }
  }

  @Override
  public void axpby(Axpby op, MemorySegment x, MemorySegment y, long begin, int count) {
    VectorRun.of(count)
        .reads(x, begin)
        .writes(y, begin)
        .run((m, bytes) -> VectorUpdate.axpby(op, m[0], m[1], bytes));
  }

  @Override
  public void dropout(
      float probability,
      float scale,
      MemorySegment u,
      MemorySegment x,
      MemorySegment y,
      long begin,
      int count) {
    VectorRun.of(count)
        .reads(u, 0)
        .reads(x, begin)
        .writes(y, begin)
        .run((m, bytes) -> VectorUpdate.dropout(probability, scale, m[0], m[1], m[2], bytes));
  }

  @Override
  public void sgdStep(
      SgdStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment velocity,
      long begin,
      int count) {
    var run = VectorRun.of(count).writes(weights, begin).reads(gradient, begin);
    if (velocity == null) {
      run.run((m, bytes) -> VectorUpdate.sgd(op, m[0], m[1], bytes));
    } else {
      run.writes(velocity, begin)
          .run((m, bytes) -> VectorUpdate.momentum(op, m[0], m[1], m[2], bytes));
    }
  }

  @Override
  public void adamStep(
      AdamStep op,
      MemorySegment weights,
      MemorySegment gradient,
      MemorySegment firstMoment,
      MemorySegment secondMoment,
      long begin,
      int count) {
    VectorRun.of(count)
        .inBlocks(true)
        .writes(weights, begin)
        .reads(gradient, begin)
        .writes(firstMoment, begin)
        .writes(secondMoment, begin)
        .run((m, bytes) -> VectorUpdate.adam(op, m[0], m[1], m[2], m[3], bytes));
  }
}
