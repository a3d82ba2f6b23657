package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.FirstMaximum.areNumbers;
import static dev.fovea.kernels.java.simd.FirstMaximum.larger;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The largest and the smallest of many values, four vectors at once. Of numbers a comparison and a
 * blend find it, where max has rules for NaN and -0 that cost several instructions; the values' sum
 * tells whether there may have been a NaN, see {@link
 * dev.fovea.kernels.java.simd.FirstMaximum#areNumbers}: then max looks again.
 */
final class VectorExtremes {
  private VectorExtremes() {}

  /** Size is in bytes, and a multiple of four vectors. */
  static double maximum(MemorySegment x, long at, int size) {
    var from = x.asSlice(at, size);
    var a = load(from, 0);
    var b = a;
    var c = a;
    var d = a;
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < size; i += 4 * BYTES) {
      var p = load(from, i);
      var q = load(from, i + BYTES);
      var r = load(from, i + 2 * BYTES);
      var t = load(from, i + 3 * BYTES);
      a = larger(a, p);
      b = larger(b, q);
      c = larger(c, r);
      d = larger(d, t);
      sum = p.add(q).add(r.add(t)).add(sum);
    }
    return areNumbers(sum)
        ? a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX)
        : maximumWithNaN(from, size);
  }

  private static double maximumWithNaN(MemorySegment from, int size) {
    var a = load(from, 0);
    var b = a;
    for (int i = 0; i < size; i += 2 * BYTES) {
      a = a.max(load(from, i));
      b = b.max(load(from, i + BYTES));
    }
    return a.max(b).reduceLanes(VectorOperators.MAX);
  }

  /** The same for the smallest. */
  static double minimum(MemorySegment x, long at, int size) {
    var from = x.asSlice(at, size);
    var a = load(from, 0);
    var b = a;
    var c = a;
    var d = a;
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < size; i += 4 * BYTES) {
      var p = load(from, i);
      var q = load(from, i + BYTES);
      var r = load(from, i + 2 * BYTES);
      var t = load(from, i + 3 * BYTES);
      a = smaller(a, p);
      b = smaller(b, q);
      c = smaller(c, r);
      d = smaller(d, t);
      sum = p.add(q).add(r.add(t)).add(sum);
    }
    return areNumbers(sum)
        ? a.min(b).min(c.min(d)).reduceLanes(VectorOperators.MIN)
        : minimumWithNaN(from, size);
  }

  private static double minimumWithNaN(MemorySegment from, int size) {
    var a = load(from, 0);
    var b = a;
    for (int i = 0; i < size; i += 2 * BYTES) {
      a = a.min(load(from, i));
      b = b.min(load(from, i + BYTES));
    }
    return a.min(b).reduceLanes(VectorOperators.MIN);
  }

  private static FloatVector smaller(FloatVector best, FloatVector value) {
    return value.blend(best, value.compare(VectorOperators.GE, best));
  }
}
