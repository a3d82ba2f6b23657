package dev.fovea.kernels.java.machine;

import dev.fovea.kernels.java.simd.VectorMode;

/** What the kernels of this run compute in. */
public final class VectorWidth {
  private VectorWidth() {}

  /** Bits of a vector; 0 if kernels compute in scalars. */
  public static int bits() {
    return VectorMode.current().bits();
  }
}
