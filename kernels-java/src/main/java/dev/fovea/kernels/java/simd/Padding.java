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

  private final MemorySegment memory = Arena.ofAuto().allocate(SLOTS * SLOT_BYTES, SLOT_BYTES);

  private Padding() {}

  /** The calling thread's own. */
  static Padding ofThread() {
    return OF_THREAD.get();
  }

  /** {@link #SLOTS} slots of a vector each. */
  MemorySegment memory() {
    return memory;
  }

  /** Byte offset of a slot in {@link #memory()}. */
  static long slot(int index) {
    return (long) index * SLOT_BYTES;
  }

  /** Copies bytes to a slot. */
  void read(int slot, MemorySegment source, long at, int bytes) {
    MemorySegment.copy(source, JAVA_BYTE, at, memory, JAVA_BYTE, slot(slot), bytes);
  }

  /** Copies a slot's first bytes to where they belong. */
  void write(int slot, MemorySegment target, long at, int bytes) {
    MemorySegment.copy(memory, JAVA_BYTE, slot(slot), target, JAVA_BYTE, at, bytes);
  }
}
