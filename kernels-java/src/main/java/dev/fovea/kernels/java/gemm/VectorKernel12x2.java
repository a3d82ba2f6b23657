package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 12 rows and 2 vectors of columns, for 32 registers, 24 of which accumulate. Unrolled by
 * hand: accumulators must be locals to stay in registers, and a helper method around each step
 * would exceed C2's inlining budget.
 */
final class VectorKernel12x2 implements MicroKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 12;
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
      int a4 = aOffset + rows[top + 4];
      int a5 = aOffset + rows[top + 5];
      int a6 = aOffset + rows[top + 6];
      int a7 = aOffset + rows[top + 7];
      int a8 = aOffset + rows[top + 8];
      int a9 = aOffset + rows[top + 9];
      int a10 = aOffset + rows[top + 10];
      int a11 = aOffset + rows[top + 11];
      var sum0Left = FloatVector.zero(SPECIES);
      var sum0Right = FloatVector.zero(SPECIES);
      var sum1Left = FloatVector.zero(SPECIES);
      var sum1Right = FloatVector.zero(SPECIES);
      var sum2Left = FloatVector.zero(SPECIES);
      var sum2Right = FloatVector.zero(SPECIES);
      var sum3Left = FloatVector.zero(SPECIES);
      var sum3Right = FloatVector.zero(SPECIES);
      var sum4Left = FloatVector.zero(SPECIES);
      var sum4Right = FloatVector.zero(SPECIES);
      var sum5Left = FloatVector.zero(SPECIES);
      var sum5Right = FloatVector.zero(SPECIES);
      var sum6Left = FloatVector.zero(SPECIES);
      var sum6Right = FloatVector.zero(SPECIES);
      var sum7Left = FloatVector.zero(SPECIES);
      var sum7Right = FloatVector.zero(SPECIES);
      var sum8Left = FloatVector.zero(SPECIES);
      var sum8Right = FloatVector.zero(SPECIES);
      var sum9Left = FloatVector.zero(SPECIES);
      var sum9Right = FloatVector.zero(SPECIES);
      var sum10Left = FloatVector.zero(SPECIES);
      var sum10Right = FloatVector.zero(SPECIES);
      var sum11Left = FloatVector.zero(SPECIES);
      var sum11Right = FloatVector.zero(SPECIES);
      for (int k = 0; k < depth; k++) {
        int step = steps[firstStep + k];
        long at = (long) k * STEP_BYTES;
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
        row = FloatVector.broadcast(SPECIES, a[a4 + step]);
        sum4Left = row.fma(left, sum4Left);
        sum4Right = row.fma(right, sum4Right);
        row = FloatVector.broadcast(SPECIES, a[a5 + step]);
        sum5Left = row.fma(left, sum5Left);
        sum5Right = row.fma(right, sum5Right);
        row = FloatVector.broadcast(SPECIES, a[a6 + step]);
        sum6Left = row.fma(left, sum6Left);
        sum6Right = row.fma(right, sum6Right);
        row = FloatVector.broadcast(SPECIES, a[a7 + step]);
        sum7Left = row.fma(left, sum7Left);
        sum7Right = row.fma(right, sum7Right);
        row = FloatVector.broadcast(SPECIES, a[a8 + step]);
        sum8Left = row.fma(left, sum8Left);
        sum8Right = row.fma(right, sum8Right);
        row = FloatVector.broadcast(SPECIES, a[a9 + step]);
        sum9Left = row.fma(left, sum9Left);
        sum9Right = row.fma(right, sum9Right);
        row = FloatVector.broadcast(SPECIES, a[a10 + step]);
        sum10Left = row.fma(left, sum10Left);
        sum10Right = row.fma(right, sum10Right);
        row = FloatVector.broadcast(SPECIES, a[a11 + step]);
        sum11Left = row.fma(left, sum11Left);
        sum11Right = row.fma(right, sum11Right);
      }
      sum0Left.intoArray(tile, to);
      sum0Right.intoArray(tile, to + LANES);
      sum1Left.intoArray(tile, to + 2 * LANES);
      sum1Right.intoArray(tile, to + 3 * LANES);
      sum2Left.intoArray(tile, to + 4 * LANES);
      sum2Right.intoArray(tile, to + 5 * LANES);
      sum3Left.intoArray(tile, to + 6 * LANES);
      sum3Right.intoArray(tile, to + 7 * LANES);
      sum4Left.intoArray(tile, to + 8 * LANES);
      sum4Right.intoArray(tile, to + 9 * LANES);
      sum5Left.intoArray(tile, to + 10 * LANES);
      sum5Right.intoArray(tile, to + 11 * LANES);
      sum6Left.intoArray(tile, to + 12 * LANES);
      sum6Right.intoArray(tile, to + 13 * LANES);
      sum7Left.intoArray(tile, to + 14 * LANES);
      sum7Right.intoArray(tile, to + 15 * LANES);
      sum8Left.intoArray(tile, to + 16 * LANES);
      sum8Right.intoArray(tile, to + 17 * LANES);
      sum9Left.intoArray(tile, to + 18 * LANES);
      sum9Right.intoArray(tile, to + 19 * LANES);
      sum10Left.intoArray(tile, to + 20 * LANES);
      sum10Right.intoArray(tile, to + 21 * LANES);
      sum11Left.intoArray(tile, to + 22 * LANES);
      sum11Right.intoArray(tile, to + 23 * LANES);
    }
  }
}
