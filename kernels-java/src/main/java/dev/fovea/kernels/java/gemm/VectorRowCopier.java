package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;

/** Vector by vector: a row is too short to repay a call of arraycopy. */
final class VectorRowCopier implements RowCopier {
  private static final int LANES = Lanes.COUNT;

  @Override
  public void copy(
      float[] source, int sourceAt, int stride, int rows, float[] target, int targetAt, int width) {
    if (width == LANES) {
      for (int i = 0; i < rows; i++) {
        vector(source, sourceAt + i * stride, target, targetAt + i * LANES);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        vector(source, sourceAt + i * stride, target, targetAt + i * 2 * LANES);
        vector(source, sourceAt + i * stride + LANES, target, targetAt + i * 2 * LANES + LANES);
      }
    }
  }

  private static void vector(float[] source, int from, float[] target, int to) {
    FloatVector.fromArray(Lanes.SPECIES, source, from).intoArray(target, to);
  }
}
