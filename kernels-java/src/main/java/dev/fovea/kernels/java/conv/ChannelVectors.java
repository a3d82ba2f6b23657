package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.simd.VectorMode;

/**
 * The channels of a pixel as vectors, one or two of which a kernel takes side by side. The last of
 * them overlap the ones before where channels don't fill them.
 *
 * @param pixelBytes bytes of all channels, at least {@code side} vectors
 * @param side vectors side by side, 1 or 2
 */
record ChannelVectors(int pixelBytes, int side) {
  private static final int BYTES = VectorMode.current().lanes() * Float.BYTES;

  /** Pairs where there are channels enough. */
  static ChannelVectors of(int channels) {
    int pixelBytes = channels * Float.BYTES;
    return new ChannelVectors(pixelBytes, pixelBytes >= 2 * BYTES ? 2 : 1);
  }

  /** Whether kernels may take two. */
  boolean paired() {
    return side == 2;
  }

  /** Number of vectors, a multiple of {@code side}. */
  int count() {
    return Math.ceilDiv(pixelBytes, side * BYTES) * side;
  }

  /** Where a vector begins in its pixel, in bytes. */
  int offset(int vector) {
    int within = vector & (side - 1);
    return Math.min((vector - within) * BYTES, pixelBytes - side * BYTES) + within * BYTES;
  }
}
