package dev.fovea.kernels.java.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** The lines in which memory comes into the caches. */
public final class CacheLines {
  /** Bytes of a line, of the processors that Java's vectors run on. */
  private static final int BYTES = 64;

  /** What was read goes here, or C2 would not read it. */
  @SuppressWarnings("UnusedVariable")
  private static int seen;

  private CacheLines() {}

  /**
   * Reads something of each line, in order: memory then reads ahead, as it doesn't for a kernel
   * that takes lines in another order. It finds them in the cache after that, so it is for parts
   * that fit there, of data that does not.
   *
   * @param at first byte
   */
  public static void fetch(MemorySegment memory, long at, long bytes) {
    var part = memory.asSlice(at, bytes);
    int values = 0;
    for (long i = 0; i <= bytes - Integer.BYTES; i += BYTES) {
      values ^= part.get(JAVA_INT_UNALIGNED, i);
    }
    seen = values;
  }
}
