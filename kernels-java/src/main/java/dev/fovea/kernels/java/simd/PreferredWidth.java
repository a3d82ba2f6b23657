package dev.fovea.kernels.java.simd;

import jdk.incubator.vector.FloatVector;

/** Asks the Vector API, so that {@link VectorMode} needn't name it. */
final class PreferredWidth {
  private PreferredWidth() {}

  /** Between 128 and 512: shapes of micro-kernels are known for these. */
  static int bits() {
    return Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
  }
}
