package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 14 rows and 2 vectors of columns, for packed strips of rows.
 *
 * <p>28 sums, two vectors of a step and two values on their way are all 32 registers. C2 finds room
 * for them in a method that has nothing but the loop. Where the panel's vectors were sliced in the
 * same method, it kept a sum on the stack in every other program, by what had run before, and each
 * step waited for that sum to be stored and loaded again: 175 to 204 GFLOP/s instead of 210 to 217
 * (Zen 5).
 */
final class VectorStripKernel14x2 implements StripKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 14;

  /** Values between steps of a strip. */
  private static final int STEP = 16;

  private static final int STEP_BYTES = 2 * Lanes.BYTES;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return 2 * LANES;
  }

  @Override
  public void multiply(
      int depth, float[] a, int aOffset, MemorySegment b, int bOffset, float[] tile) {
    var lefts = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    var rights = PanelVectors.of(b, bOffset, 1, depth, STEP_BYTES);
    tile(depth, a, aOffset, lefts, rights, tile);
  }

  private static void tile(
      int depth, float[] a, int aOffset, MemorySegment lefts, MemorySegment rights, float[] tile) {
    var sum0Left = FloatVector.zero(SPECIES);
    var sum0Right = FloatVector.zero(SPECIES);
    var sum1Left = FloatVector.zero(SPECIES);
    var sum1Right = FloatVector.zero(SPECIES);
    var sum2Left = FloatVector.zero(SPECIES);
    var sum2Right = FloatVector.zero(SPECIES);
    var sum3Left = FloatVector.zero(SPECIES);
    var sum3Right = FloatVector.zero(SPECIES);
    var sum4Left = FloatVector.zero(SPECIES);
    var sum4Right = FloatVector.zero(SPECIES);
    var sum5Left = FloatVector.zero(SPECIES);
    var sum5Right = FloatVector.zero(SPECIES);
    var sum6Left = FloatVector.zero(SPECIES);
    var sum6Right = FloatVector.zero(SPECIES);
    var sum7Left = FloatVector.zero(SPECIES);
    var sum7Right = FloatVector.zero(SPECIES);
    var sum8Left = FloatVector.zero(SPECIES);
    var sum8Right = FloatVector.zero(SPECIES);
    var sum9Left = FloatVector.zero(SPECIES);
    var sum9Right = FloatVector.zero(SPECIES);
    var sum10Left = FloatVector.zero(SPECIES);
    var sum10Right = FloatVector.zero(SPECIES);
    var sum11Left = FloatVector.zero(SPECIES);
    var sum11Right = FloatVector.zero(SPECIES);
    var sum12Left = FloatVector.zero(SPECIES);
    var sum12Right = FloatVector.zero(SPECIES);
    var sum13Left = FloatVector.zero(SPECIES);
    var sum13Right = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * STEP;
      int at = k * STEP_BYTES;
      var left = Lanes.load(lefts, at);
      var right = Lanes.load(rights, at);
      var row = FloatVector.broadcast(SPECIES, a[rows]);
      sum0Left = row.fma(left, sum0Left);
      sum0Right = row.fma(right, sum0Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 1]);
      sum1Left = row.fma(left, sum1Left);
      sum1Right = row.fma(right, sum1Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 2]);
      sum2Left = row.fma(left, sum2Left);
      sum2Right = row.fma(right, sum2Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 3]);
      sum3Left = row.fma(left, sum3Left);
      sum3Right = row.fma(right, sum3Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 4]);
      sum4Left = row.fma(left, sum4Left);
      sum4Right = row.fma(right, sum4Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 5]);
      sum5Left = row.fma(left, sum5Left);
      sum5Right = row.fma(right, sum5Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 6]);
      sum6Left = row.fma(left, sum6Left);
      sum6Right = row.fma(right, sum6Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 7]);
      sum7Left = row.fma(left, sum7Left);
      sum7Right = row.fma(right, sum7Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 8]);
      sum8Left = row.fma(left, sum8Left);
      sum8Right = row.fma(right, sum8Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 9]);
      sum9Left = row.fma(left, sum9Left);
      sum9Right = row.fma(right, sum9Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 10]);
      sum10Left = row.fma(left, sum10Left);
      sum10Right = row.fma(right, sum10Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 11]);
      sum11Left = row.fma(left, sum11Left);
      sum11Right = row.fma(right, sum11Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 12]);
      sum12Left = row.fma(left, sum12Left);
      sum12Right = row.fma(right, sum12Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 13]);
      sum13Left = row.fma(left, sum13Left);
      sum13Right = row.fma(right, sum13Right);
    }
    sum0Left.intoArray(tile, 0);
    sum0Right.intoArray(tile, LANES);
    sum1Left.intoArray(tile, 2 * LANES);
    sum1Right.intoArray(tile, 3 * LANES);
    sum2Left.intoArray(tile, 4 * LANES);
    sum2Right.intoArray(tile, 5 * LANES);
    sum3Left.intoArray(tile, 6 * LANES);
    sum3Right.intoArray(tile, 7 * LANES);
    sum4Left.intoArray(tile, 8 * LANES);
    sum4Right.intoArray(tile, 9 * LANES);
    sum5Left.intoArray(tile, 10 * LANES);
    sum5Right.intoArray(tile, 11 * LANES);
    sum6Left.intoArray(tile, 12 * LANES);
    sum6Right.intoArray(tile, 13 * LANES);
    sum7Left.intoArray(tile, 14 * LANES);
    sum7Right.intoArray(tile, 15 * LANES);
    sum8Left.intoArray(tile, 16 * LANES);
    sum8Right.intoArray(tile, 17 * LANES);
    sum9Left.intoArray(tile, 18 * LANES);
    sum9Right.intoArray(tile, 19 * LANES);
    sum10Left.intoArray(tile, 20 * LANES);
    sum10Right.intoArray(tile, 21 * LANES);
    sum11Left.intoArray(tile, 22 * LANES);
    sum11Right.intoArray(tile, 23 * LANES);
    sum12Left.intoArray(tile, 24 * LANES);
    sum12Right.intoArray(tile, 25 * LANES);
    sum13Left.intoArray(tile, 26 * LANES);
    sum13Right.intoArray(tile, 27 * LANES);
  }
}
