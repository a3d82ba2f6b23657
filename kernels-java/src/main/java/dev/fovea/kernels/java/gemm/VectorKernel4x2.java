package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 4 rows and 2 vectors of columns, for 16 registers: 8 accumulate, as many as it takes to
 * hide the latency of a multiply-add. (With 10 or 12, C2 spilled some of them: 0.5 of the peak).
 * Unrolled by hand: accumulators must be locals to stay in registers, and a helper method around
 * each step would exceed C2's inlining budget.
 */
final class VectorKernel4x2 implements MicroKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 4;
  private static final int STEP_BYTES = 2 * Lanes.BYTES;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return 2 * LANES;
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
    var lefts = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    var rights = PanelVectors.of(b, bOffset, 1, depth, STEP_BYTES);
    for (int t = 0; t < tiles; t++) {
      int top = firstRow + t * ROWS;
      int to = t * ROWS * 2 * LANES;
      int a0 = aOffset + rows[top];
      int a1 = aOffset + rows[top + 1];
      int a2 = aOffset + rows[top + 2];
      int a3 = aOffset + rows[top + 3];
      var sum0Left = FloatVector.zero(SPECIES);
      var sum0Right = FloatVector.zero(SPECIES);
      var sum1Left = FloatVector.zero(SPECIES);
      var sum1Right = FloatVector.zero(SPECIES);
      var sum2Left = FloatVector.zero(SPECIES);
      var sum2Right = FloatVector.zero(SPECIES);
      var sum3Left = FloatVector.zero(SPECIES);
      var sum3Right = FloatVector.zero(SPECIES);
      for (int k = 0; k < depth; k++) {
        int step = steps[firstStep + k];
        int at = k * STEP_BYTES;
        var left = Lanes.load(lefts, at);
        var right = Lanes.load(rights, at);
        var row = FloatVector.broadcast(SPECIES, a[a0 + step]);
        sum0Left = row.fma(left, sum0Left);
        sum0Right = row.fma(right, sum0Right);
        row = FloatVector.broadcast(SPECIES, a[a1 + step]);
        sum1Left = row.fma(left, sum1Left);
        sum1Right = row.fma(right, sum1Right);
        row = FloatVector.broadcast(SPECIES, a[a2 + step]);
        sum2Left = row.fma(left, sum2Left);
        sum2Right = row.fma(right, sum2Right);
        row = FloatVector.broadcast(SPECIES, a[a3 + step]);
        sum3Left = row.fma(left, sum3Left);
        sum3Right = row.fma(right, sum3Right);
      }
      sum0Left.intoArray(tile, to);
      sum0Right.intoArray(tile, to + LANES);
      sum1Left.intoArray(tile, to + 2 * LANES);
      sum1Right.intoArray(tile, to + 3 * LANES);
      sum2Left.intoArray(tile, to + 4 * LANES);
      sum2Right.intoArray(tile, to + 5 * LANES);
      sum3Left.intoArray(tile, to + 6 * LANES);
      sum3Right.intoArray(tile, to + 7 * LANES);
    }
  }
}
