package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * A vector a step, for 512 bits. (400×120×64, transposed a, on Zen 5: 136 GFLOP/s, 120 with rows
 * copied whole and then cut into strips.)
 */
final class VectorStripCopier16 implements StripCopier {
  @Override
  public void copy(
      MemorySegment source, long at, long stepBytes, int steps, float[] target, int to) {
    for (int k = 0; k < steps; k++) {
      Lanes.load(source, at + k * stepBytes).intoArray(target, to + k * Strips.STEP);
    }
  }
}
