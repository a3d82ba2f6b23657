package dev.fovea.kernels.java.machine;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Plain passes over memory at this run's vector width: what an operation that does next to nothing
 * with its data can reach. Offsets and counts are bytes, multiples of {@value #STEP}.
 */
public final class Bandwidth {
  /** What a pass advances by: four vectors of the widest kind. */
  public static final int STEP = 256;

  /** Keeps the sums from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private static volatile float sink;

  private Bandwidth() {}

  /** Reads x. */
  public static void read(MemorySegment x, long from, int count) {
    var a = FloatVector.zero(Lanes.SPECIES);
    var b = a;
    var c = a;
    var d = a;
    for (int i = 0; i < count; i += 4 * Lanes.BYTES) { // four sums: one would wait for itself
      a = a.add(Lanes.load(x, from + i));
      b = b.add(Lanes.load(x, from + i + Lanes.BYTES));
      c = c.add(Lanes.load(x, from + i + 2L * Lanes.BYTES));
      d = d.add(Lanes.load(x, from + i + 3L * Lanes.BYTES));
    }
    sink = a.add(b).add(c.add(d)).lane(0);
  }

  /** {@code y = 1.5 · x} */
  public static void scale(MemorySegment x, MemorySegment y, long from, int count) {
    var factor = FloatVector.broadcast(Lanes.SPECIES, 1.5f);
    for (int i = 0; i < count; i += Lanes.BYTES) {
      Lanes.store(Lanes.load(x, from + i).mul(factor), y, from + i);
    }
  }

  /** {@code y = a + 1.5 · b}: the triad of McCalpin's STREAM. */
  public static void triad(
      MemorySegment a, MemorySegment b, MemorySegment y, long from, int count) {
    var factor = FloatVector.broadcast(Lanes.SPECIES, 1.5f);
    for (int i = 0; i < count; i += Lanes.BYTES) {
      var product = Lanes.multiplyAdd(Lanes.load(b, from + i), factor, Lanes.load(a, from + i));
      Lanes.store(product, y, from + i);
    }
  }
}
