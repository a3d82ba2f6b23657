package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 14 rows and 2 vectors of columns, for packed strips of rows.
 *
 * <p>28 sums, two vectors of a step and two values on their way are all 32 registers. C2 finds room
 * for them in the order below; with the left sum first, it keeps one sum on the stack, and each
 * step waits for it to be stored and loaded again (175 to 204 GFLOP/s instead of 210 to 217 on Zen
 * 5).
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
      int depth,
      float[] a,
      int aOffset,
      MemorySegment b,
      int bOffset,
      float[] tile,
      int tileOffset) {
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
    var lefts = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    var rights = PanelVectors.of(b, bOffset, 1, depth, STEP_BYTES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * STEP;
      int at = k * STEP_BYTES;
      var left = Lanes.load(lefts, at);
      var right = Lanes.load(rights, at);
      var row = FloatVector.broadcast(SPECIES, a[rows]);
      sum0Right = right.fma(row, sum0Right);
      sum0Left = left.fma(row, sum0Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 1]);
      sum1Right = right.fma(row, sum1Right);
      sum1Left = left.fma(row, sum1Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 2]);
      sum2Right = right.fma(row, sum2Right);
      sum2Left = left.fma(row, sum2Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 3]);
      sum3Right = right.fma(row, sum3Right);
      sum3Left = left.fma(row, sum3Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 4]);
      sum4Right = right.fma(row, sum4Right);
      sum4Left = left.fma(row, sum4Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 5]);
      sum5Right = right.fma(row, sum5Right);
      sum5Left = left.fma(row, sum5Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 6]);
      sum6Right = right.fma(row, sum6Right);
      sum6Left = left.fma(row, sum6Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 7]);
      sum7Right = right.fma(row, sum7Right);
      sum7Left = left.fma(row, sum7Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 8]);
      sum8Right = right.fma(row, sum8Right);
      sum8Left = left.fma(row, sum8Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 9]);
      sum9Right = right.fma(row, sum9Right);
      sum9Left = left.fma(row, sum9Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 10]);
      sum10Right = right.fma(row, sum10Right);
      sum10Left = left.fma(row, sum10Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 11]);
      sum11Right = right.fma(row, sum11Right);
      sum11Left = left.fma(row, sum11Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 12]);
      sum12Right = right.fma(row, sum12Right);
      sum12Left = left.fma(row, sum12Left);
      row = FloatVector.broadcast(SPECIES, a[rows + 13]);
      sum13Right = right.fma(row, sum13Right);
      sum13Left = left.fma(row, sum13Left);
    }
    sum0Left.intoArray(tile, tileOffset);
    sum0Right.intoArray(tile, tileOffset + LANES);
    sum1Left.intoArray(tile, tileOffset + 2 * LANES);
    sum1Right.intoArray(tile, tileOffset + 3 * LANES);
    sum2Left.intoArray(tile, tileOffset + 4 * LANES);
    sum2Right.intoArray(tile, tileOffset + 5 * LANES);
    sum3Left.intoArray(tile, tileOffset + 6 * LANES);
    sum3Right.intoArray(tile, tileOffset + 7 * LANES);
    sum4Left.intoArray(tile, tileOffset + 8 * LANES);
    sum4Right.intoArray(tile, tileOffset + 9 * LANES);
    sum5Left.intoArray(tile, tileOffset + 10 * LANES);
    sum5Right.intoArray(tile, tileOffset + 11 * LANES);
    sum6Left.intoArray(tile, tileOffset + 12 * LANES);
    sum6Right.intoArray(tile, tileOffset + 13 * LANES);
    sum7Left.intoArray(tile, tileOffset + 14 * LANES);
    sum7Right.intoArray(tile, tileOffset + 15 * LANES);
    sum8Left.intoArray(tile, tileOffset + 16 * LANES);
    sum8Right.intoArray(tile, tileOffset + 17 * LANES);
    sum9Left.intoArray(tile, tileOffset + 18 * LANES);
    sum9Right.intoArray(tile, tileOffset + 19 * LANES);
    sum10Left.intoArray(tile, tileOffset + 20 * LANES);
    sum10Right.intoArray(tile, tileOffset + 21 * LANES);
    sum11Left.intoArray(tile, tileOffset + 22 * LANES);
    sum11Right.intoArray(tile, tileOffset + 23 * LANES);
    sum12Left.intoArray(tile, tileOffset + 24 * LANES);
    sum12Right.intoArray(tile, tileOffset + 25 * LANES);
    sum13Left.intoArray(tile, tileOffset + 26 * LANES);
    sum13Right.intoArray(tile, tileOffset + 27 * LANES);
  }
}
