package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The first 8 rows of a strip of 14 by 2 vectors of columns, for a strip that has no more. */
final class VectorStripKernel8x2 implements StripKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 8;

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
    var lefts = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    var rights = PanelVectors.of(b, bOffset, 1, depth, STEP_BYTES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * STEP;
      long at = (long) k * STEP_BYTES;
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
  }
}
