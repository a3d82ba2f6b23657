package dev.fovea.kernels.java.conv;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.kernels.java.gemm.KernelSet;

/**
 * The matrix {@code [pixels, taps]} of a band as positions: element (p,t) lies at {@code pixels[p]
 * + taps[t]}, and at {@code g · C/groups} more for group g.
 *
 * @param op the convolution
 * @param bands how it is cut
 * @param pixels positions of output pixels
 * @param taps positions of taps {@code [KH,KW,C/groups]}
 */
record Tables(Conv2d op, Bands bands, int[] pixels, int[] taps) {
  Tables(Conv2d op, Bands bands) {
    this(
        op,
        bands,
        bands.pixelPositions(KernelSet.CURRENT.maxRows()),
        bands.tapPositions(op.groupChannels(), KernelSet.CURRENT.maxRows()));
  }

  /** Number of taps: the depth of the product. */
  int tapCount() {
    return op.rows().kernel() * op.columns().kernel() * op.groupChannels();
  }
}
