package dev.fovea.kernels.java.gemm;

import static dev.fovea.kernels.java.gemm.DirectKernel.row;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 6 rows and 2 vectors of columns, for 32 registers, 12 of which accumulate: eight
 * slices. Eight rows, ten slices, were no faster, and in runs of the benchmarks that had used other
 * libraries before C2 compiled the kernel, every vector was an object (14 instead of 104 GFLOP/s).
 */
final class VectorDirectKernel6x2 implements DirectKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 6;
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
      MemorySegment a,
      long start,
      long stride,
      int rows,
      MemorySegment b,
      int bOffset,
      float[] tile) {
    var lefts = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    var rights = PanelVectors.of(b, bOffset, 1, depth, STEP_BYTES);
    for (int top = 0; top < rows; top += ROWS) {
      int last = rows - 1 - top;
      int to = top * 2 * LANES;
      long at = start + top * stride;
      var a0 = row(a, at, stride, 0, last, depth);
      var a1 = row(a, at, stride, 1, last, depth);
      var a2 = row(a, at, stride, 2, last, depth);
      var a3 = row(a, at, stride, 3, last, depth);
      var a4 = row(a, at, stride, 4, last, depth);
      var a5 = row(a, at, stride, 5, last, depth);
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
      for (int k = 0; k < depth; k++) {
        long step = (long) k * STEP_BYTES;
        long cell = (long) k * Float.BYTES;
        var left = Lanes.load(lefts, step);
        var right = Lanes.load(rights, step);
        var value = FloatVector.broadcast(SPECIES, a0.get(JAVA_FLOAT_UNALIGNED, cell));
        sum0Left = value.fma(left, sum0Left);
        sum0Right = value.fma(right, sum0Right);
        value = FloatVector.broadcast(SPECIES, a1.get(JAVA_FLOAT_UNALIGNED, cell));
        sum1Left = value.fma(left, sum1Left);
        sum1Right = value.fma(right, sum1Right);
        value = FloatVector.broadcast(SPECIES, a2.get(JAVA_FLOAT_UNALIGNED, cell));
        sum2Left = value.fma(left, sum2Left);
        sum2Right = value.fma(right, sum2Right);
        value = FloatVector.broadcast(SPECIES, a3.get(JAVA_FLOAT_UNALIGNED, cell));
        sum3Left = value.fma(left, sum3Left);
        sum3Right = value.fma(right, sum3Right);
        value = FloatVector.broadcast(SPECIES, a4.get(JAVA_FLOAT_UNALIGNED, cell));
        sum4Left = value.fma(left, sum4Left);
        sum4Right = value.fma(right, sum4Right);
        value = FloatVector.broadcast(SPECIES, a5.get(JAVA_FLOAT_UNALIGNED, cell));
        sum5Left = value.fma(left, sum5Left);
        sum5Right = value.fma(right, sum5Right);
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
    }
  }
}
