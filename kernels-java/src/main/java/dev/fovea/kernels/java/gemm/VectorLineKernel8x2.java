package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 8 rows and 2 vectors of columns, for 32 registers: for what would leave half the rows
 * of {@link VectorLineKernel14x2} unused.
 */
final class VectorLineKernel8x2 extends VectorLineKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 8;
  private static final int LINE = Lines.LENGTH;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  void tile(
      int depth,
      float[] lines,
      int first,
      MemorySegment lefts,
      MemorySegment rights,
      float[] tile,
      int to) {
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
    for (int k = 0; k < depth; k++) {
      int line = first + k;
      int at = k * STEP_BYTES;
      var left = Lanes.load(lefts, at);
      var right = Lanes.load(rights, at);
      var row = FloatVector.broadcast(SPECIES, lines[line]);
      sum0Left = row.fma(left, sum0Left);
      sum0Right = row.fma(right, sum0Right);
      row = FloatVector.broadcast(SPECIES, lines[line + LINE]);
      sum1Left = row.fma(left, sum1Left);
      sum1Right = row.fma(right, sum1Right);
      row = FloatVector.broadcast(SPECIES, lines[line + 2 * LINE]);
      sum2Left = row.fma(left, sum2Left);
      sum2Right = row.fma(right, sum2Right);
      row = FloatVector.broadcast(SPECIES, lines[line + 3 * LINE]);
      sum3Left = row.fma(left, sum3Left);
      sum3Right = row.fma(right, sum3Right);
      row = FloatVector.broadcast(SPECIES, lines[line + 4 * LINE]);
      sum4Left = row.fma(left, sum4Left);
      sum4Right = row.fma(right, sum4Right);
      row = FloatVector.broadcast(SPECIES, lines[line + 5 * LINE]);
      sum5Left = row.fma(left, sum5Left);
      sum5Right = row.fma(right, sum5Right);
      row = FloatVector.broadcast(SPECIES, lines[line + 6 * LINE]);
      sum6Left = row.fma(left, sum6Left);
      sum6Right = row.fma(right, sum6Right);
      row = FloatVector.broadcast(SPECIES, lines[line + 7 * LINE]);
      sum7Left = row.fma(left, sum7Left);
      sum7Right = row.fma(right, sum7Right);
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
  }
}
