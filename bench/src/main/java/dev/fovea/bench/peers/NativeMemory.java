package dev.fovea.bench.peers;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** JavaCPP's pointers to memory of the JDK's. */
public final class NativeMemory {
  private NativeMemory() {}

  /** A pointer to memory outside the heap; the memory must outlive it. */
  static FloatPointer floats(MemorySegment memory) {
    return new FloatPointer(at(memory));
  }

  /** The same, untyped. */
  public static Pointer at(MemorySegment memory) {
    return new Address(memory.address());
  }

  private static final class Address extends Pointer {
    Address(long value) {
      address = value;
    }
  }
}
