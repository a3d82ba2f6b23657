package dev.fovea.kernels.java.conv;

import dev.fovea.kernels.java.conv.SlidingDepthwise.Rows;
import dev.fovea.kernels.java.memory.CacheLines;

/**
 * Brings an image's rows into the cache, a few at a time before a kernel takes them: it goes down a
 * row once for each vector of channels or two, in steps of a pixel. Where rows come from memory
 * itself it would wait for each step, for nothing reads those ahead.
 *
 * <p>Measured on Zen 5, one thread: 8×112×112×64 at stride 2 1.39 → 0.87 ms, 32×56×56×128 at stride
 * 2 3.5 → 2.1, 32×28×28×256 at stride 1 2.4 → 2.2 and at stride 2 1.4 → 1.1; weights' gradient of
 * 32×56×56×128 at stride 1 6.8 → 4.2. Of 16 MB and less, which come from the last cache,
 * 8×28×28×256 took 0.31 instead of 0.26. The gradient to the input at stride 2 gains nothing: it
 * reads a fifth of what moves.
 */
final class ReadAhead {
  /** Bytes that are read and written from which rows come from memory itself. */
  static final long FAR_BYTES = 24 << 20;

  /** The same where rows are only read, and more of them stay in the last cache. */
  static final long FAR_BYTES_OF_SUMS = 30 << 20;

  private final Rows image;
  private final boolean far;
  private int next;

  /**
   * Of some rows of an image.
   *
   * @param first the first that will be read
   * @param far whether they come from memory itself; otherwise nothing is read
   */
  ReadAhead(Rows image, int first, boolean far) {
    this.image = image;
    this.far = far;
    next = Math.max(first, 0);
  }

  /** Reads on to some row, which need not be there; that row itself is not read. */
  void to(int row) {
    int end = Math.min(row, image.plane().rows());
    if (far && next < end) {
      long bytes = image.plane().rowBytes();
      CacheLines.fetch(image.memory(), next * bytes, (end - next) * bytes);
      next = end;
    }
  }
}
