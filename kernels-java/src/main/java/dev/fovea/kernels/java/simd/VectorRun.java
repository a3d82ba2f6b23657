package dev.fovea.kernels.java.simd;

import java.lang.foreign.MemorySegment;

/**
 * One loop over runs of equally many float32 elements in several memories. Whole vectors are taken
 * in place; the last elements, fewer than a vector, are copied to memory as long as one and taken
 * by the same loop. So an element's result is the same bits wherever it lies in its run, and no
 * loop needs a second body for its tail.
 */
public final class VectorRun {
  /** Bytes of a block, in the nearest cache: half as many were a fifth slower. */
  private static final int BLOCK = 256 * Lanes.BYTES;

  private final int count;
  private final MemorySegment[] memories = new MemorySegment[Padding.SLOTS];
  private final boolean[] written = new boolean[Padding.SLOTS];
  private int operands;
  private boolean inBlocks;

  private VectorRun(int count) {
    this.count = count;
  }

  /**
   * The loop. It slices its operands once more where it stands, {@code x.asSlice(0, bytes)}: of a
   * segment that was made in the same method C2 knows where it ends and that it is alive, and of
   * others it asks before each vector. In the cache that is four times as fast.
   */
  public interface Loop {
    /**
     * Takes whole vectors.
     *
     * @param operands in the order they were named, each from its first element on
     * @param bytes a multiple of {@link Lanes#BYTES}
     */
    void run(MemorySegment[] operands, int bytes);
  }

  /** Runs of so many elements. */
  public static VectorRun of(int count) {
    return new VectorRun(count);
  }

  /**
   * Takes some vectors at a time, where the loop has many operations for each. C2 unrolls a loop by
   * how many steps it had before: after some of millions of steps it reads many vectors and then
   * computes as many results, so that memory waits for arithmetic and arithmetic for memory. (134
   * MB on Zen 5: sigmoid 13 to 15 ms, in blocks 7.7 to 8.6; exp 12 to 14, 6.8 to 8.4; tanh 13 to
   * 15, 9.1.)
   */
  public VectorRun inBlocks(boolean isLong) {
    inBlocks = isLong;
    return this;
  }

  /** Names an operand that is only read, and its first element. */
  public VectorRun reads(MemorySegment memory, long begin) {
    memories[operands++] = memory.asSlice(begin * Float.BYTES, (long) count * Float.BYTES);
    return this;
  }

  /** Names an operand that is written and perhaps read, and its first element. */
  public VectorRun writes(MemorySegment memory, long begin) {
    written[operands] = true;
    return reads(memory, begin);
  }

  /** Takes all elements. */
  public void run(Loop loop) {
    int whole = Lanes.SPECIES.loopBound(count) * Float.BYTES;
    if (inBlocks && whole > BLOCK) {
      blocks(loop, whole);
    } else if (whole > 0) {
      loop.run(memories, whole);
    }
    int rest = count * Float.BYTES - whole;
    if (rest > 0) {
      padded(loop, whole, rest);
    }
  }

  private void blocks(Loop loop, int whole) {
    var parts = new MemorySegment[operands];
    for (int at = 0; at < whole; at += BLOCK) {
      int size = Math.min(BLOCK, whole - at);
      for (int i = 0; i < operands; i++) {
        parts[i] = memories[i].asSlice(at, size);
      }
      loop.run(parts, size);
    }
  }

  private void padded(Loop loop, int whole, int rest) {
    var padding = Padding.ofThread();
    var slots = new MemorySegment[operands];
    for (int i = 0; i < operands; i++) {
      padding.read(i, memories[i], whole, rest);
      slots[i] = padding.slot(i);
    }
    loop.run(slots, Lanes.BYTES);
    for (int i = 0; i < operands; i++) {
      if (written[i]) {
        padding.write(i, memories[i], whole, rest);
      }
    }
  }
}
