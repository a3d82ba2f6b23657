package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 8 rows and 2 vectors of columns, for 32 registers. */
final class VectorColumnKernel8x2 implements ColumnKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  @Override
  public int rows() {
    return 8;
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
    var sum4Left = FloatVector.fromArray(SPECIES, tile, tileOffset + 8 * LANES);
    var sum4Right = FloatVector.fromArray(SPECIES, tile, tileOffset + 9 * LANES);
    var sum5Left = FloatVector.fromArray(SPECIES, tile, tileOffset + 10 * LANES);
    var sum5Right = FloatVector.fromArray(SPECIES, tile, tileOffset + 11 * LANES);
    var sum6Left = FloatVector.fromArray(SPECIES, tile, tileOffset + 12 * LANES);
    var sum6Right = FloatVector.fromArray(SPECIES, tile, tileOffset + 13 * LANES);
    var sum7Left = FloatVector.fromArray(SPECIES, tile, tileOffset + 14 * LANES);
    var sum7Right = FloatVector.fromArray(SPECIES, tile, tileOffset + 15 * LANES);
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
  }
}
