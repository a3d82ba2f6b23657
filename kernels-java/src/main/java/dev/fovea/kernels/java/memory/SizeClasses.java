package dev.fovea.kernels.java.memory;

/**
 * Sizes in which working memory is kept: four per power of two, so that at most a fifth of a block
 * is unused.
 *
 * @param smallest the smallest size, a power of two
 */
record SizeClasses(long smallest) {
  private static final int STEPS_BITS = 2;

  /** Sizes there are, from 0 on. */
  static final int COUNT = Long.SIZE << STEPS_BITS;

  /** The next size that is kept. */
  long round(long length) {
    long least = Math.max(length, smallest);
    long step = Long.highestOneBit(least) >> STEPS_BITS;
    return Math.ceilDiv(least, step) * step;
  }

  /** The number of a size that {@link #round} gave: its power of two, and steps above that. */
  static int index(long size) {
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
    int steps = (int) (size >> (bits - STEPS_BITS)) & ((1 << STEPS_BITS) - 1);
    return bits << STEPS_BITS | steps;
  }
}
