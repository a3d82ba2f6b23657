package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 4 rows and 1 vector of columns, for packed strips of rows. */
final class VectorStripKernel4x1 implements StripKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 4;
  private static final int STEP_BYTES = Lanes.BYTES;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return LANES;
  }

  @Override
  public void multiply(
      int depth, float[] a, int aOffset, MemorySegment b, int bOffset, float[] tile) {
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = FloatVector.zero(SPECIES);
    var sum2 = FloatVector.zero(SPECIES);
    var sum3 = FloatVector.zero(SPECIES);
    var panel = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * ROWS;
      int at = k * STEP_BYTES;
      var columns = Lanes.load(panel, at);
      sum0 = FloatVector.broadcast(SPECIES, a[rows]).fma(columns, sum0);
      sum1 = FloatVector.broadcast(SPECIES, a[rows + 1]).fma(columns, sum1);
      sum2 = FloatVector.broadcast(SPECIES, a[rows + 2]).fma(columns, sum2);
      sum3 = FloatVector.broadcast(SPECIES, a[rows + 3]).fma(columns, sum3);
    }
    sum0.intoArray(tile, 0);
    sum1.intoArray(tile, LANES);
    sum2.intoArray(tile, 2 * LANES);
    sum3.intoArray(tile, 3 * LANES);
  }
}
