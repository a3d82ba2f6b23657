package dev.fovea.engine.data;

import dev.fovea.backend.random.Philox;

/**
 * Random numbers that depend on a seed and a stream's number only. Every sample of every epoch has
 * a stream of its own, so that what it draws doesn't depend on who drew before. A stream can be
 * restarted; one object belongs to one thread.
 */
public final class RandomStream {
  private final int[] words = new int[4];
  private long key;
  private long block;
  private int used;

  /** The numbers of one stream of a seed, from its beginning. */
  public RandomStream(long seed, long stream) {
    restart(seed, stream);
  }

  /** Continues with another stream, from its beginning. */
  public void restart(long seed, long stream) {
    Philox.block(seed, stream, words);
    key = ((long) words[1] << 32) | (words[0] & 0xFFFFFFFFL);
    block = 0;
    used = words.length;
  }

  /** A seed for one purpose, unrelated to those for others. */
  public static long seed(long seed, long purpose) {
    return new RandomStream(seed, purpose).key;
  }

  /** 32 random bits. */
  public int nextWord() {
    if (used == words.length) {
      Philox.block(key, block++, words);
      used = 0;
    }
    return words[used++];
  }

  /** {@code [0, bound)}, each equally likely but for {@code bound / 2^32}. */
  public int nextInt(int bound) {
    return (int) (((nextWord() & 0xFFFFFFFFL) * bound) >>> 32);
  }

  /** {@code [0, 1)} with 24 bits. */
  public float nextFloat() {
    return Philox.uniform(nextWord());
  }

  /** {@code [low, high)}. */
  public float uniform(float low, float high) {
    return low + (high - low) * nextFloat();
  }

  /** Normally distributed, mean 0, deviation 1 (Box and Muller 1958; one of the pair is used). */
  public float nextGaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - nextFloat()));
    return (float) (radius * Math.cos(2 * Math.PI * nextFloat()));
  }
}
