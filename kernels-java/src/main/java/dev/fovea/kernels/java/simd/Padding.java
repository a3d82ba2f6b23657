package dev.fovea.kernels.java.simd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of one thread for a few vectors, see {@link VectorRun}. */
final class Padding {
  static final int SLOTS = 4;

  /** The longest vector. */
  private static final int SLOT_BYTES = 64;

  private static final ThreadLocal<Padding> OF_THREAD = ThreadLocal.withInitial(Padding::new);

  private final MemorySegment[] slots = new MemorySegment[SLOTS];

  private Padding() {
    var memory = Arena.ofAuto().allocate(SLOTS * SLOT_BYTES, SLOT_BYTES);
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = memory.asSlice((long) i * SLOT_BYTES, SLOT_BYTES);
    }
  }

  /** The calling thread's own. */
  static Padding ofThread() {
    return OF_THREAD.get();
  }

  /** Memory of a vector. */
  MemorySegment slot(int index) {
    return slots[index];
  }

  /** Copies bytes to a slot. */
  void read(int slot, MemorySegment source, long at, int bytes) {
    MemorySegment.copy(source, JAVA_BYTE, at, slots[slot], JAVA_BYTE, 0, bytes);
  }

  /** Copies a slot's first bytes to where they belong. */
  void write(int slot, MemorySegment target, long at, int bytes) {
    MemorySegment.copy(slots[slot], JAVA_BYTE, 0, target, JAVA_BYTE, at, bytes);
  }
}
