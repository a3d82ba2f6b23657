package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;

/** A form of weights {@code [KH,KW,C,F]} that suits a kernel. */
interface WeightLayout {
  /** The convolution whose weights they are. */
  Conv2d op();

  /** Floats of packed weights. */
  int packedLength();

  /** Packs weights. */
  void pack(float[] weights, float[] packed);

  /** Sets the gradient of weights to that of packed ones: where they have copies, to their sum. */
  void unpack(float[] packed, float[] gradient);
}
