package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 8 rows and 1 vector of columns, for what is narrower than two vectors. */
final class VectorColumnKernel8x1 implements ColumnKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  @Override
  public int rows() {
    return 8;
  }

  @Override
  public int columns() {
    return LANES;
  }

  @Override
  public void add(
      int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile, int tileOffset) {
    var sum0 = FloatVector.fromArray(SPECIES, tile, tileOffset);
    var sum1 = FloatVector.fromArray(SPECIES, tile, tileOffset + LANES);
    var sum2 = FloatVector.fromArray(SPECIES, tile, tileOffset + 2 * LANES);
    var sum3 = FloatVector.fromArray(SPECIES, tile, tileOffset + 3 * LANES);
    var sum4 = FloatVector.fromArray(SPECIES, tile, tileOffset + 4 * LANES);
    var sum5 = FloatVector.fromArray(SPECIES, tile, tileOffset + 5 * LANES);
    var sum6 = FloatVector.fromArray(SPECIES, tile, tileOffset + 6 * LANES);
    var sum7 = FloatVector.fromArray(SPECIES, tile, tileOffset + 7 * LANES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * GROUP;
      var columns = FloatVector.fromArray(SPECIES, b, bOffset + k * LANES);
      sum0 = FloatVector.broadcast(SPECIES, a[rows]).fma(columns, sum0);
      sum1 = FloatVector.broadcast(SPECIES, a[rows + 1]).fma(columns, sum1);
      sum2 = FloatVector.broadcast(SPECIES, a[rows + 2]).fma(columns, sum2);
      sum3 = FloatVector.broadcast(SPECIES, a[rows + 3]).fma(columns, sum3);
      sum4 = FloatVector.broadcast(SPECIES, a[rows + 4]).fma(columns, sum4);
      sum5 = FloatVector.broadcast(SPECIES, a[rows + 5]).fma(columns, sum5);
      sum6 = FloatVector.broadcast(SPECIES, a[rows + 6]).fma(columns, sum6);
      sum7 = FloatVector.broadcast(SPECIES, a[rows + 7]).fma(columns, sum7);
    }
    sum0.intoArray(tile, tileOffset);
    sum1.intoArray(tile, tileOffset + LANES);
    sum2.intoArray(tile, tileOffset + 2 * LANES);
    sum3.intoArray(tile, tileOffset + 3 * LANES);
    sum4.intoArray(tile, tileOffset + 4 * LANES);
    sum5.intoArray(tile, tileOffset + 5 * LANES);
    sum6.intoArray(tile, tileOffset + 6 * LANES);
    sum7.intoArray(tile, tileOffset + 7 * LANES);
  }
}
