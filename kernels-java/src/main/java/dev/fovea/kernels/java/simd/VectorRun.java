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
  private final long[] offsets = new long[Padding.SLOTS];
  private final boolean[] written = new boolean[Padding.SLOTS];
  private int operands;

  private VectorRun(int count) {
    this.count = count;
  }

  /** The loop: its operands in the order they were named, each from a byte offset on. */
  public interface Loop {
    /**
     * Takes whole vectors.
     *
     * @param bytes a multiple of {@link Lanes#BYTES}; may be 0
     */
    void run(MemorySegment[] memories, long[] offsets, int bytes);
  }

  /** Runs of so many elements. */
  public static VectorRun of(int count) {
    return new VectorRun(count);
  }

  /** Names an operand that is only read, and its first element. */
  public VectorRun reads(MemorySegment memory, long begin) {
    memories[operands] = memory;
    offsets[operands] = begin * Float.BYTES;
    operands++;
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
    loop.run(memories, offsets, whole);
    int rest = count * Float.BYTES - whole;
    if (rest > 0) {
      padded(loop, whole, rest);
    }
  }

  private void padded(Loop loop, int whole, int rest) {
    var padding = Padding.ofThread();
    var slots = new MemorySegment[operands];
    var slotOffsets = new long[operands];
    for (int i = 0; i < operands; i++) {
      padding.read(i, memories[i], offsets[i] + whole, rest);
      slots[i] = padding.memory();
      slotOffsets[i] = Padding.slot(i);
    }
    loop.run(slots, slotOffsets, Lanes.BYTES);
    for (int i = 0; i < operands; i++) {
      if (written[i]) {
        padding.write(i, memories[i], offsets[i] + whole, rest);
      }
    }
  }
}
