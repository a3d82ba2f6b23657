package dev.fovea.backend.random;

import dev.fovea.backend.RandomState;

/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a block of
 * four 32-bit words from a 128-bit counter, whose low 64 bits are the block number, and a 64-bit
 * key.
 */
public final class Philox {
  /** Multiplier of the words 0. */
  public static final int MULTIPLIER_0 = 0xD2511F53;

  /** Multiplier of the words 2. */
  public static final int MULTIPLIER_1 = 0xCD9E8D57;

  /** Added to the low half of the key after each round. */
  public static final int WEYL_0 = 0x9E3779B9;

  /** Added to the high half of the key after each round. */
  public static final int WEYL_1 = 0xBB67AE85;

  /** Rounds. */
  public static final int ROUNDS = 10;

  private static final long MASK = 0xFFFFFFFFL;

  private Philox() {}

  /** Fills {@code words[0..3]} with one block. */
  public static void block(long seed, long block, int[] words) {
    block(seed, block, 0, words);
  }

  /** One block of the whole 128-bit counter. */
  static void block(long seed, long counterLow, long counterHigh, int[] words) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (MULTIPLIER_0 & MASK) * (c0 & MASK);
      long p1 = (MULTIPLIER_1 & MASK) * (c2 & MASK);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c0 = n0;
      c1 = (int) p1;
      c2 = n2;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
  }

  /** The word of element {@code index} of a fill: see {@link RandomState}. */
  public static int word(RandomState random, long index) {
    var words = new int[4];
    block(random.seed(), random.offset() + index / 4, words);
    return words[(int) (index % 4)];
  }

  /** {@code [0, 1)} with 24 bits: the upper bits of a word. */
  public static float uniform(int word) {
    return (word >>> 8) * 0x1p-24f;
  }
}
