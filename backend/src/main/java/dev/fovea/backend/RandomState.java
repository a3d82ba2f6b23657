package dev.fovea.backend;

/**
 * A position in a counter-based random stream (Philox4x32-10; Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011). Element {@code i} of a fill is lane {@code i mod 4} of
 * block {@code offset + i div 4} under key {@code seed}: it depends on nothing else, so the numbers
 * are the same on every backend, in any order and with any number of threads.
 *
 * @param seed the key
 * @param offset the first block, in blocks of four 32-bit words
 */
public record RandomState(long seed, long offset) {
  /** The start of the stream of a seed. */
  public static RandomState of(long seed) {
    return new RandomState(seed, 0);
  }

  /** The position after a fill of {@code elements} values. */
  public RandomState advance(long elements) {
    return new RandomState(seed, offset + (elements + 3) / 4);
  }
}
