package dev.fovea.kernels.java.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * What vector kernels share: the species of this run and access to float32 memory. To be used by
 * the vector implementations alone: loading it needs the incubator module.
 */
public final class Lanes {
  /** The species of this run. Constant, so that C2 turns each operation into an instruction. */
  public static final VectorSpecies<Float> SPECIES =
      switch (VectorMode.current().bits()) {
        case 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        case 512 -> FloatVector.SPECIES_512;
        default -> throw new IllegalStateException(VectorMode.current().description());
      };

  /** Float32 values in a vector. */
  public static final int COUNT = SPECIES.length();

  /** Bytes of a vector. */
  public static final int BYTES = COUNT * Float.BYTES;

  /** True as often as there are lanes, then false: from the middle back, a mask of its first. */
  private static final boolean[] LEADING = new boolean[2 * COUNT];

  static {
    Arrays.fill(LEADING, 0, COUNT, true);
  }

  /**
   * Byte order of memory, for loops that read and write by the Vector API itself: after long
   * functions, past its budget, C2 inlines no method of ours.
   */
  public static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Lanes() {}

  /** Reads a vector at a byte offset. */
  public static FloatVector load(MemorySegment memory, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, memory, offset, ORDER);
  }

  /** Reads the lanes of the mask, which must lie in memory; the others are 0. */
  public static FloatVector load(MemorySegment memory, long offset, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(SPECIES, memory, offset, ORDER, mask);
  }

  /** Writes a vector at a byte offset. */
  public static void store(FloatVector vector, MemorySegment memory, long offset) {
    vector.intoMemorySegment(memory, offset, ORDER);
  }

  /** Writes the lanes of the mask. */
  public static void store(
      FloatVector vector, MemorySegment memory, long offset, VectorMask<Float> mask) {
    vector.intoMemorySegment(memory, offset, ORDER, mask);
  }

  /** The first {@code count} lanes. */
  public static VectorMask<Float> first(int count) {
    return SPECIES.loadMask(LEADING, COUNT - count);
  }

  /** {@code a · b + c}, rounded once: {@link VectorMode} takes vectors only where that is fast. */
  public static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector c) {
    return a.fma(b, c);
  }
}
