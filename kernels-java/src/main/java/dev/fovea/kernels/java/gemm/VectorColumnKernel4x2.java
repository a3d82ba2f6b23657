package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 4 rows and 2 vectors of columns, for 16 registers. */
final class VectorColumnKernel4x2 implements ColumnKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  @Override
  public int rows() {
    return 4;
  }

  @Override
  public int columns() {
    return 2 * LANES;
  }

  @Override
  public void add(
      int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile, int tileOffset) {
    var sum0Left = FloatVector.fromArray(SPECIES, tile, tileOffset);
    var sum0Right = FloatVector.fromArray(SPECIES, tile, tileOffset + LANES);
    var sum1Left = FloatVector.fromArray(SPECIES, tile, tileOffset + 2 * LANES);
    var sum1Right = FloatVector.fromArray(SPECIES, tile, tileOffset + 3 * LANES);
    var sum2Left = FloatVector.fromArray(SPECIES, tile, tileOffset + 4 * LANES);
    var sum2Right = FloatVector.fromArray(SPECIES, tile, tileOffset + 5 * LANES);
    var sum3Left = FloatVector.fromArray(SPECIES, tile, tileOffset + 6 * LANES);
    var sum3Right = FloatVector.fromArray(SPECIES, tile, tileOffset + 7 * LANES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * GROUP;
      int panel = bOffset + k * 2 * LANES;
      var left = FloatVector.fromArray(SPECIES, b, panel);
      var right = FloatVector.fromArray(SPECIES, b, panel + LANES);
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
    sum0Left.intoArray(tile, tileOffset);
    sum0Right.intoArray(tile, tileOffset + LANES);
    sum1Left.intoArray(tile, tileOffset + 2 * LANES);
    sum1Right.intoArray(tile, tileOffset + 3 * LANES);
    sum2Left.intoArray(tile, tileOffset + 4 * LANES);
    sum2Right.intoArray(tile, tileOffset + 5 * LANES);
    sum3Left.intoArray(tile, tileOffset + 6 * LANES);
    sum3Right.intoArray(tile, tileOffset + 7 * LANES);
  }
}
