package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link VectorKernel8x1} for rows at a constant distance. */
final class VectorRowKernel8x1 implements RowKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int DISTANCE = Rows.DISTANCE;

  @Override
  public int rows() {
    return 8;
  }

  @Override
  public int columns() {
    return LANES;
  }

  @Override
  public void multiply(int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile) {
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = FloatVector.zero(SPECIES);
    var sum2 = FloatVector.zero(SPECIES);
    var sum3 = FloatVector.zero(SPECIES);
    var sum4 = FloatVector.zero(SPECIES);
    var sum5 = FloatVector.zero(SPECIES);
    var sum6 = FloatVector.zero(SPECIES);
    var sum7 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int row = aOffset + k;
      int panel = bOffset + k * LANES;
      var columns = FloatVector.fromArray(SPECIES, b, panel);
      sum0 = FloatVector.broadcast(SPECIES, a[row]).fma(columns, sum0);
      sum1 = FloatVector.broadcast(SPECIES, a[row + DISTANCE]).fma(columns, sum1);
      sum2 = FloatVector.broadcast(SPECIES, a[row + 2 * DISTANCE]).fma(columns, sum2);
      sum3 = FloatVector.broadcast(SPECIES, a[row + 3 * DISTANCE]).fma(columns, sum3);
      sum4 = FloatVector.broadcast(SPECIES, a[row + 4 * DISTANCE]).fma(columns, sum4);
      sum5 = FloatVector.broadcast(SPECIES, a[row + 5 * DISTANCE]).fma(columns, sum5);
      sum6 = FloatVector.broadcast(SPECIES, a[row + 6 * DISTANCE]).fma(columns, sum6);
      sum7 = FloatVector.broadcast(SPECIES, a[row + 7 * DISTANCE]).fma(columns, sum7);
    }
    sum0.intoArray(tile, 0);
    sum1.intoArray(tile, LANES);
    sum2.intoArray(tile, 2 * LANES);
    sum3.intoArray(tile, 3 * LANES);
    sum4.intoArray(tile, 4 * LANES);
    sum5.intoArray(tile, 5 * LANES);
    sum6.intoArray(tile, 6 * LANES);
    sum7.intoArray(tile, 7 * LANES);
  }
}
