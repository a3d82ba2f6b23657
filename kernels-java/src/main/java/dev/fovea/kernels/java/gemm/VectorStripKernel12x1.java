package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 12 rows and 1 vector of columns, for packed strips of rows. */
final class VectorStripKernel12x1 implements StripKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int CHUNK = Strips.CHUNK;

  @Override
  public int rows() {
    return 12;
  }

  @Override
  public int columns() {
    return LANES;
  }

  @Override
  public void multiply(
      int depth, float[] a, int aOffset, float[] b, int bOffset, float[] tile, int tileOffset) {
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = FloatVector.zero(SPECIES);
    var sum2 = FloatVector.zero(SPECIES);
    var sum3 = FloatVector.zero(SPECIES);
    var sum4 = FloatVector.zero(SPECIES);
    var sum5 = FloatVector.zero(SPECIES);
    var sum6 = FloatVector.zero(SPECIES);
    var sum7 = FloatVector.zero(SPECIES);
    var sum8 = FloatVector.zero(SPECIES);
    var sum9 = FloatVector.zero(SPECIES);
    var sum10 = FloatVector.zero(SPECIES);
    var sum11 = FloatVector.zero(SPECIES);
    for (int chunk = 0; chunk < depth; chunk += CHUNK) {
      int end = Math.min(depth - chunk, CHUNK);
      int first = aOffset + chunk * 12;
      int panels = bOffset + chunk * LANES;
      for (int k = 0; k < end; k++) {
        int row = first + k;
        int panel = panels + k * LANES;
        var columns = FloatVector.fromArray(SPECIES, b, panel);
        sum0 = FloatVector.broadcast(SPECIES, a[row]).fma(columns, sum0);
        sum1 = FloatVector.broadcast(SPECIES, a[row + CHUNK]).fma(columns, sum1);
        sum2 = FloatVector.broadcast(SPECIES, a[row + 2 * CHUNK]).fma(columns, sum2);
        sum3 = FloatVector.broadcast(SPECIES, a[row + 3 * CHUNK]).fma(columns, sum3);
        sum4 = FloatVector.broadcast(SPECIES, a[row + 4 * CHUNK]).fma(columns, sum4);
        sum5 = FloatVector.broadcast(SPECIES, a[row + 5 * CHUNK]).fma(columns, sum5);
        sum6 = FloatVector.broadcast(SPECIES, a[row + 6 * CHUNK]).fma(columns, sum6);
        sum7 = FloatVector.broadcast(SPECIES, a[row + 7 * CHUNK]).fma(columns, sum7);
        sum8 = FloatVector.broadcast(SPECIES, a[row + 8 * CHUNK]).fma(columns, sum8);
        sum9 = FloatVector.broadcast(SPECIES, a[row + 9 * CHUNK]).fma(columns, sum9);
        sum10 = FloatVector.broadcast(SPECIES, a[row + 10 * CHUNK]).fma(columns, sum10);
        sum11 = FloatVector.broadcast(SPECIES, a[row + 11 * CHUNK]).fma(columns, sum11);
      }
    }
    sum0.intoArray(tile, tileOffset);
    sum1.intoArray(tile, tileOffset + LANES);
    sum2.intoArray(tile, tileOffset + 2 * LANES);
    sum3.intoArray(tile, tileOffset + 3 * LANES);
    sum4.intoArray(tile, tileOffset + 4 * LANES);
    sum5.intoArray(tile, tileOffset + 5 * LANES);
    sum6.intoArray(tile, tileOffset + 6 * LANES);
    sum7.intoArray(tile, tileOffset + 7 * LANES);
    sum8.intoArray(tile, tileOffset + 8 * LANES);
    sum9.intoArray(tile, tileOffset + 9 * LANES);
    sum10.intoArray(tile, tileOffset + 10 * LANES);
    sum11.intoArray(tile, tileOffset + 11 * LANES);
  }
}
