package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 8 rows and 1 vector of columns, for what is narrower than two vectors. Unrolled by
 * hand: accumulators must be locals to stay in registers, and a helper method around each step
 * would exceed C2's inlining budget. Four rows are read before they are multiplied: C2 then reads
 * each into all lanes at once; read and multiplied one by one, a value went through a register
 * first, and its spreading took turns with the multiply-adds (53 and 70 of 113 GFLOP/s on Zen 4).
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
        long at = (long) k * STEP_BYTES;
        var columns = Lanes.load(panel, at);
        var row0 = FloatVector.broadcast(SPECIES, a[a0 + step]);
        var row1 = FloatVector.broadcast(SPECIES, a[a1 + step]);
        var row2 = FloatVector.broadcast(SPECIES, a[a2 + step]);
        var row3 = FloatVector.broadcast(SPECIES, a[a3 + step]);
        sum0 = row0.fma(columns, sum0);
        sum1 = row1.fma(columns, sum1);
        sum2 = row2.fma(columns, sum2);
        sum3 = row3.fma(columns, sum3);
        var row4 = FloatVector.broadcast(SPECIES, a[a4 + step]);
        var row5 = FloatVector.broadcast(SPECIES, a[a5 + step]);
        var row6 = FloatVector.broadcast(SPECIES, a[a6 + step]);
        var row7 = FloatVector.broadcast(SPECIES, a[a7 + step]);
        sum4 = row4.fma(columns, sum4);
        sum5 = row5.fma(columns, sum5);
        sum6 = row6.fma(columns, sum6);
        sum7 = row7.fma(columns, sum7);
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
