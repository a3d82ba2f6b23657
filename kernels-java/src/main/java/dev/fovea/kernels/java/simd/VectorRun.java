package dev.fovea.kernels.java.simd;

import java.lang.foreign.MemorySegment;

/**
 * One loop over runs of equally many float32 elements in several memories. Whole vectors are taken
 * in place; the last elements, fewer than a vector, are copied to memory as long as one and taken
 * by the same loop. So an element's result is the same bits wherever it lies in its run, and no
 * loop needs a second body for its tail.
 */
public final class VectorRun {
  private final int count;
  private final MemorySegment[] memories = new MemorySegment[Padding.SLOTS];
  private final boolean[] written = new boolean[Padding.SLOTS];
  private int operands;

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
    if (whole > 0) {
      loop.run(memories, whole);
    }
    int rest = count * Float.BYTES - whole;
    if (rest > 0) {
      padded(loop, whole, rest);
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
