package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link VectorKernel4x2} for rows at a constant distance. */
final class VectorRowKernel4x2 implements RowKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int DISTANCE = Rows.DISTANCE;

  @Override
  public int rows() {
    return 4;
  }

  @Override
  public int columns() {
    return 2 * LANES;
  }

  @Override
  public void multiply(int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile) {
    var sum0Left = FloatVector.zero(SPECIES);
    var sum0Right = FloatVector.zero(SPECIES);
    var sum1Left = FloatVector.zero(SPECIES);
    var sum1Right = FloatVector.zero(SPECIES);
    var sum2Left = FloatVector.zero(SPECIES);
    var sum2Right = FloatVector.zero(SPECIES);
    var sum3Left = FloatVector.zero(SPECIES);
    var sum3Right = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k;
      int panel = bOffset + k * 2 * LANES;
      var left = FloatVector.fromArray(SPECIES, b, panel);
      var right = FloatVector.fromArray(SPECIES, b, panel + LANES);
      var row = FloatVector.broadcast(SPECIES, a[rows]);
      sum0Left = row.fma(left, sum0Left);
      sum0Right = row.fma(right, sum0Right);
      row = FloatVector.broadcast(SPECIES, a[rows + DISTANCE]);
      sum1Left = row.fma(left, sum1Left);
      sum1Right = row.fma(right, sum1Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 2 * DISTANCE]);
      sum2Left = row.fma(left, sum2Left);
      sum2Right = row.fma(right, sum2Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 3 * DISTANCE]);
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
