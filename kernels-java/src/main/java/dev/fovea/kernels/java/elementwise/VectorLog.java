package dev.fovea.kernels.java.elementwise;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.load;

import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorOperators;

/**
 * Logarithms: of a block of normal positive numbers without what zero, subnormal numbers, infinity
 * and NaN need, a third of the operations.
 */
final class VectorLog {
  private VectorLog() {}

  /** {@code y = ln(x)} of whole vectors; few, for some may be computed twice. */
  static void block(MemorySegment x, MemorySegment y, int bytes) {
    boolean inPlace = x.asOverlappingSlice(y).isPresent(); // what is overwritten can't be tried
    boolean mayTry = !inPlace || areNormal(x, bytes);
    if (!mayTry || !ofNormal(x, y, bytes)) {
      ofAny(x, y, bytes);
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

  /**
   * Whether all are normal; else the results don't hold. Looking first would wait for memory, and
   * computing would not overlap with it: 134 MB took a third longer.
   */
  private static boolean ofNormal(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    var lowest = load(from, 0).reinterpretAsInts();
    var highest = lowest;
    for (int i = 0; i < bytes; i += BYTES) {
      var v = load(from, i);
      var bits = v.reinterpretAsInts();
      lowest = bits.min(lowest);
      highest = bits.max(highest);
      VectorMath.logOfNormal(v).intoMemorySegment(to, i, ORDER);
    }
    return VectorMath.areNormal(
        lowest.reduceLanes(VectorOperators.MIN), highest.reduceLanes(VectorOperators.MAX));
  }

  private static void ofAny(MemorySegment x, MemorySegment y, int bytes) {
    var from = x.asSlice(0, bytes);
    var to = y.asSlice(0, bytes);
    for (int i = 0; i < bytes; i += BYTES) {
      VectorMath.log(load(from, i)).intoMemorySegment(to, i, ORDER);
    }
  }
}
