package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 14 rows and 1 vector of columns, for packed strips of rows. */
final class VectorStripKernel14x1 implements StripKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 14;

  /** Values between steps of a strip. */
  private static final int STEP = 16;

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
    var sum4 = FloatVector.zero(SPECIES);
    var sum5 = FloatVector.zero(SPECIES);
    var sum6 = FloatVector.zero(SPECIES);
    var sum7 = FloatVector.zero(SPECIES);
    var sum8 = FloatVector.zero(SPECIES);
    var sum9 = FloatVector.zero(SPECIES);
    var sum10 = FloatVector.zero(SPECIES);
    var sum11 = FloatVector.zero(SPECIES);
    var sum12 = FloatVector.zero(SPECIES);
    var sum13 = FloatVector.zero(SPECIES);
    var panel = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    for (int k = 0; k < depth; k++) {
      int rows = aOffset + k * STEP;
      long at = (long) k * STEP_BYTES;
      var columns = Lanes.load(panel, at);
      sum0 = FloatVector.broadcast(SPECIES, a[rows]).fma(columns, sum0);
      sum1 = FloatVector.broadcast(SPECIES, a[rows + 1]).fma(columns, sum1);
      sum2 = FloatVector.broadcast(SPECIES, a[rows + 2]).fma(columns, sum2);
      sum3 = FloatVector.broadcast(SPECIES, a[rows + 3]).fma(columns, sum3);
      sum4 = FloatVector.broadcast(SPECIES, a[rows + 4]).fma(columns, sum4);
      sum5 = FloatVector.broadcast(SPECIES, a[rows + 5]).fma(columns, sum5);
      sum6 = FloatVector.broadcast(SPECIES, a[rows + 6]).fma(columns, sum6);
      sum7 = FloatVector.broadcast(SPECIES, a[rows + 7]).fma(columns, sum7);
      sum8 = FloatVector.broadcast(SPECIES, a[rows + 8]).fma(columns, sum8);
      sum9 = FloatVector.broadcast(SPECIES, a[rows + 9]).fma(columns, sum9);
      sum10 = FloatVector.broadcast(SPECIES, a[rows + 10]).fma(columns, sum10);
      sum11 = FloatVector.broadcast(SPECIES, a[rows + 11]).fma(columns, sum11);
      sum12 = FloatVector.broadcast(SPECIES, a[rows + 12]).fma(columns, sum12);
      sum13 = FloatVector.broadcast(SPECIES, a[rows + 13]).fma(columns, sum13);
    }
    sum0.intoArray(tile, 0);
    sum1.intoArray(tile, LANES);
    sum2.intoArray(tile, 2 * LANES);
    sum3.intoArray(tile, 3 * LANES);
    sum4.intoArray(tile, 4 * LANES);
    sum5.intoArray(tile, 5 * LANES);
    sum6.intoArray(tile, 6 * LANES);
    sum7.intoArray(tile, 7 * LANES);
    sum8.intoArray(tile, 8 * LANES);
    sum9.intoArray(tile, 9 * LANES);
    sum10.intoArray(tile, 10 * LANES);
    sum11.intoArray(tile, 11 * LANES);
    sum12.intoArray(tile, 12 * LANES);
    sum13.intoArray(tile, 13 * LANES);
  }
}
