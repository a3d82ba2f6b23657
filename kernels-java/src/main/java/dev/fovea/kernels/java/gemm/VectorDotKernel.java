package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Four vectors of sums at a time, to hide the latency of a multiply-add. */
final class VectorDotKernel implements DotKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  @Override
  public float dot(float[] a, int first, MemorySegment matrix, long at, int count) {
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = FloatVector.zero(SPECIES);
    var sum2 = FloatVector.zero(SPECIES);
    var sum3 = FloatVector.zero(SPECIES);
    int blocks = count - count % (4 * LANES);
    for (int k = 0; k < blocks; k += 4 * LANES) {
      long from = at + (long) k * Float.BYTES;
      int to = first + k;
      sum0 = Lanes.load(matrix, from).fma(FloatVector.fromArray(SPECIES, a, to), sum0);
      sum1 =
          Lanes.load(matrix, from + Lanes.BYTES)
              .fma(FloatVector.fromArray(SPECIES, a, to + LANES), sum1);
      sum2 =
          Lanes.load(matrix, from + 2L * Lanes.BYTES)
              .fma(FloatVector.fromArray(SPECIES, a, to + 2 * LANES), sum2);
      sum3 =
          Lanes.load(matrix, from + 3L * Lanes.BYTES)
              .fma(FloatVector.fromArray(SPECIES, a, to + 3 * LANES), sum3);
    }
    for (int k = blocks; k < count; k += LANES) {
      var mask = Lanes.first(Math.min(LANES, count - k));
      sum0 =
          Lanes.load(matrix, at + (long) k * Float.BYTES, mask)
              .fma(FloatVector.fromArray(SPECIES, a, first + k, mask), sum0);
    }
    return sum(sum0.add(sum1).add(sum2.add(sum3)));
  }

  /** In a fixed order, which a vector's own reduction doesn't promise. */
  private static float sum(FloatVector vector) {
    var lanes = vector.toArray();
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    return lanes[0];
  }
}
