package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Some rows of a, copied into an array a constant distance apart: so one address serves all of
 * them, as in {@link Strips}, and nothing is transposed. Where rows lie, each needs an address of
 * its own, more than there are registers: at 512 bits 26 instructions for 12 multiply-adds, with a
 * constant distance 53 for 28. To be used by the vector implementations alone.
 */
public final class Lines {
  /** The most steps of a row. */
  static final int DEPTH = Blocking.of(VectorMode.current()).kc();

  /**
   * Floats between rows: an odd number of cache lines, so that rows share no place of the cache.
   */
  static final int LENGTH = DEPTH + 16;

  private Lines() {}

  /**
   * Copies some rows, vector by vector: a row is too short to repay a call of a copying routine.
   * Vectors are read without a helper: where C2 had compiled that before, it called it, and copies
   * took five times as long.
   *
   * @param a memory of the rows
   * @param start where the first row's first step lies, in bytes
   * @param stride bytes between rows
   * @param rows how many
   * @param depth steps of each, at most {@link #DEPTH}
   * @param lines where they go; up to a vector behind each is overwritten as well
   * @param first where the first one goes
   */
  public static void copy(
      MemorySegment a, long start, long stride, int rows, int depth, float[] lines, int first) {
    int whole = depth / Lanes.COUNT * Lanes.COUNT;
    var rest = Lanes.first(depth - whole);
    for (int i = 0; i < rows; i++) {
      var row = a.asSlice(start + i * stride, (long) depth * Float.BYTES);
      int line = first + i * LENGTH;
      for (int k = 0; k < whole; k += Lanes.COUNT) {
        FloatVector.fromMemorySegment(Lanes.SPECIES, row, (long) k * Float.BYTES, Lanes.ORDER)
            .intoArray(lines, line + k);
      }
      if (whole < depth) {
        FloatVector.fromMemorySegment(
                Lanes.SPECIES, row, (long) whole * Float.BYTES, Lanes.ORDER, rest)
            .intoArray(lines, line + whole);
      }
    }
  }
}
