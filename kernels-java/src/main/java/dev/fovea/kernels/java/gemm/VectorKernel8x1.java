package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 8 rows and 1 vector of columns, for what is narrower than two vectors. Unrolled by
 * hand: accumulators must be locals to stay in registers, and a helper method around each step
 * would exceed C2's inlining budget.
 */
final class VectorKernel8x1 implements MicroKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 8;
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
      int depth,
      float[] a,
      int aOffset,
      int[] rows,
      int firstRow,
      int tiles,
      int[] steps,
      int firstStep,
      MemorySegment b,
      int bOffset,
      float[] tile) {
    var panel = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    for (int t = 0; t < tiles; t++) {
      int top = firstRow + t * ROWS;
      int to = t * ROWS * LANES;
      int a0 = aOffset + rows[top];
      int a1 = aOffset + rows[top + 1];
      int a2 = aOffset + rows[top + 2];
      int a3 = aOffset + rows[top + 3];
      int a4 = aOffset + rows[top + 4];
      int a5 = aOffset + rows[top + 5];
      int a6 = aOffset + rows[top + 6];
      int a7 = aOffset + rows[top + 7];
      var sum0 = FloatVector.zero(SPECIES);
      var sum1 = FloatVector.zero(SPECIES);
      var sum2 = FloatVector.zero(SPECIES);
      var sum3 = FloatVector.zero(SPECIES);
      var sum4 = FloatVector.zero(SPECIES);
      var sum5 = FloatVector.zero(SPECIES);
      var sum6 = FloatVector.zero(SPECIES);
      var sum7 = FloatVector.zero(SPECIES);
      for (int k = 0; k < depth; k++) {
        int step = steps[firstStep + k];
        int at = k * STEP_BYTES;
        var columns = Lanes.load(panel, at);
        sum0 = FloatVector.broadcast(SPECIES, a[a0 + step]).fma(columns, sum0);
        sum1 = FloatVector.broadcast(SPECIES, a[a1 + step]).fma(columns, sum1);
        sum2 = FloatVector.broadcast(SPECIES, a[a2 + step]).fma(columns, sum2);
        sum3 = FloatVector.broadcast(SPECIES, a[a3 + step]).fma(columns, sum3);
        sum4 = FloatVector.broadcast(SPECIES, a[a4 + step]).fma(columns, sum4);
        sum5 = FloatVector.broadcast(SPECIES, a[a5 + step]).fma(columns, sum5);
        sum6 = FloatVector.broadcast(SPECIES, a[a6 + step]).fma(columns, sum6);
        sum7 = FloatVector.broadcast(SPECIES, a[a7 + step]).fma(columns, sum7);
      }
      sum0.intoArray(tile, to);
      sum1.intoArray(tile, to + LANES);
      sum2.intoArray(tile, to + 2 * LANES);
      sum3.intoArray(tile, to + 3 * LANES);
      sum4.intoArray(tile, to + 4 * LANES);
      sum5.intoArray(tile, to + 5 * LANES);
      sum6.intoArray(tile, to + 6 * LANES);
      sum7.intoArray(tile, to + 7 * LANES);
    }
  }
}
