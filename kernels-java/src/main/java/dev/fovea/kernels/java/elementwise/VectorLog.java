package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.load;

import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorOperators;

/**
 * Logarithms, block by block: of a block of normal positive numbers without what zero, subnormal
 * numbers, infinity and NaN need, a third of the operations.
 */
final class VectorLog {
  /** Bytes of a block: it stays in the nearest cache. */
  private static final int BLOCK = 64 * BYTES;

  private VectorLog() {}

  /** {@code y = ln(x)} of whole vectors. */
  static void run(MemorySegment x, MemorySegment y, int bytes) {
    for (int at = 0; at < bytes; at += BLOCK) {
      int size = Math.min(BLOCK, bytes - at);
      var from = x.asSlice(at, size);
      var to = y.asSlice(at, size);
      if (areNormal(from, size)) {
        ofNormal(from, to, size);
      } else {
        ofAny(from, to, size);
      }
    }
  }

  private static boolean areNormal(MemorySegment x, int bytes) {
    var from = x.asSlice(0, bytes);
    var lowest = load(from, 0).reinterpretAsInts();
    var highest = lowest;
    for (int i = BYTES; i < bytes; i += BYTES) {
      var bits = load(from, i).reinterpretAsInts();
      lowest = bits.min(lowest);
      highest = bits.max(highest);
    }
    return VectorMath.areNormal(
        lowest.reduceLanes(VectorOperators.MIN), highest.reduceLanes(VectorOperators.MAX));
  }

  private static void ofNormal(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      VectorMath.logOfNormal(load(from, i)).intoMemorySegment(to, i, ORDER);
    }
  }

  private static void ofAny(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      VectorMath.log(load(from, i)).intoMemorySegment(to, i, ORDER);
    }
  }
}
