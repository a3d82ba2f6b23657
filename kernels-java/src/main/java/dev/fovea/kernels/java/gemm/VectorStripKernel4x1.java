package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 4 rows and 1 vector of columns, for packed strips of rows. */
final class VectorStripKernel4x1 implements StripKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int CHUNK = Strips.CHUNK;

  @Override
  public int rows() {
    return 4;
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
    for (int chunk = 0; chunk < depth; chunk += CHUNK) {
      int end = Math.min(depth - chunk, CHUNK);
      int first = aOffset + chunk * 4;
      int panels = bOffset + chunk * LANES;
      for (int k = 0; k < end; k++) {
        int row = first + k;
        int panel = panels + k * LANES;
        var columns = FloatVector.fromArray(SPECIES, b, panel);
        sum0 = FloatVector.broadcast(SPECIES, a[row]).fma(columns, sum0);
        sum1 = FloatVector.broadcast(SPECIES, a[row + CHUNK]).fma(columns, sum1);
        sum2 = FloatVector.broadcast(SPECIES, a[row + 2 * CHUNK]).fma(columns, sum2);
        sum3 = FloatVector.broadcast(SPECIES, a[row + 3 * CHUNK]).fma(columns, sum3);
      }
    }
    sum0.intoArray(tile, tileOffset);
    sum1.intoArray(tile, tileOffset + LANES);
    sum2.intoArray(tile, tileOffset + 2 * LANES);
    sum3.intoArray(tile, tileOffset + 3 * LANES);
  }
}
