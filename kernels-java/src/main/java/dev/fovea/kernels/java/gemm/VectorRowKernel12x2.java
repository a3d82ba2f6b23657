package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link VectorKernel12x2} for rows at a constant distance. */
final class VectorRowKernel12x2 implements RowKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int DISTANCE = Rows.DISTANCE;

  @Override
  public int rows() {
    return 12;
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
      row = FloatVector.broadcast(SPECIES, a[rows + 4 * DISTANCE]);
      sum4Left = row.fma(left, sum4Left);
      sum4Right = row.fma(right, sum4Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 5 * DISTANCE]);
      sum5Left = row.fma(left, sum5Left);
      sum5Right = row.fma(right, sum5Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 6 * DISTANCE]);
      sum6Left = row.fma(left, sum6Left);
      sum6Right = row.fma(right, sum6Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 7 * DISTANCE]);
      sum7Left = row.fma(left, sum7Left);
      sum7Right = row.fma(right, sum7Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 8 * DISTANCE]);
      sum8Left = row.fma(left, sum8Left);
      sum8Right = row.fma(right, sum8Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 9 * DISTANCE]);
      sum9Left = row.fma(left, sum9Left);
      sum9Right = row.fma(right, sum9Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 10 * DISTANCE]);
      sum10Left = row.fma(left, sum10Left);
      sum10Right = row.fma(right, sum10Right);
      row = FloatVector.broadcast(SPECIES, a[rows + 11 * DISTANCE]);
      sum11Left = row.fma(left, sum11Left);
      sum11Right = row.fma(right, sum11Right);
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
  }
}
