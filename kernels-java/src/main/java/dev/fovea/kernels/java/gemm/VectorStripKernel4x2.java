package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 4 rows and 2 vectors of columns, for packed strips of rows. */
final class VectorStripKernel4x2 implements StripKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 4;
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
    var lefts = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    var rights = PanelVectors.of(b, bOffset, 1, depth, STEP_BYTES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * ROWS;
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
    }
    sum0Left.intoArray(tile, 0);
    sum0Right.intoArray(tile, LANES);
    sum1Left.intoArray(tile, 2 * LANES);
    sum1Right.intoArray(tile, 3 * LANES);
    sum2Left.intoArray(tile, 4 * LANES);
    sum2Right.intoArray(tile, 5 * LANES);
    sum3Left.intoArray(tile, 6 * LANES);
    sum3Right.intoArray(tile, 7 * LANES);
  }
}
