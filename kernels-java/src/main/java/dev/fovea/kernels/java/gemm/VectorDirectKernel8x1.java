package dev.fovea.kernels.java.gemm;

import static dev.fovea.kernels.java.gemm.DirectKernel.row;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of 8 rows and 1 vector of columns, for what is narrower than two vectors. */
final class VectorDirectKernel8x1 implements DirectKernel {
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
      MemorySegment a,
      long start,
      long stride,
      int rows,
      MemorySegment b,
      int bOffset,
      float[] tile) {
    var panel = PanelVectors.of(b, bOffset, 0, depth, STEP_BYTES);
    for (int top = 0; top < rows; top += ROWS) {
      int last = rows - 1 - top;
      int to = top * LANES;
      long at = start + top * stride;
      var a0 = row(a, at, stride, 0, last, depth);
      var a1 = row(a, at, stride, 1, last, depth);
      var a2 = row(a, at, stride, 2, last, depth);
      var a3 = row(a, at, stride, 3, last, depth);
      var a4 = row(a, at, stride, 4, last, depth);
      var a5 = row(a, at, stride, 5, last, depth);
      var a6 = row(a, at, stride, 6, last, depth);
      var a7 = row(a, at, stride, 7, last, depth);
      var sum0 = FloatVector.zero(SPECIES);
      var sum1 = FloatVector.zero(SPECIES);
      var sum2 = FloatVector.zero(SPECIES);
      var sum3 = FloatVector.zero(SPECIES);
      var sum4 = FloatVector.zero(SPECIES);
      var sum5 = FloatVector.zero(SPECIES);
      var sum6 = FloatVector.zero(SPECIES);
      var sum7 = FloatVector.zero(SPECIES);
      for (int k = 0; k < depth; k++) {
        long step = (long) k * STEP_BYTES;
        long cell = (long) k * Float.BYTES;
        var columns = Lanes.load(panel, step);
        var value = FloatVector.broadcast(SPECIES, a0.get(JAVA_FLOAT_UNALIGNED, cell));
        sum0 = value.fma(columns, sum0);
        value = FloatVector.broadcast(SPECIES, a1.get(JAVA_FLOAT_UNALIGNED, cell));
        sum1 = value.fma(columns, sum1);
        value = FloatVector.broadcast(SPECIES, a2.get(JAVA_FLOAT_UNALIGNED, cell));
        sum2 = value.fma(columns, sum2);
        value = FloatVector.broadcast(SPECIES, a3.get(JAVA_FLOAT_UNALIGNED, cell));
        sum3 = value.fma(columns, sum3);
        value = FloatVector.broadcast(SPECIES, a4.get(JAVA_FLOAT_UNALIGNED, cell));
        sum4 = value.fma(columns, sum4);
        value = FloatVector.broadcast(SPECIES, a5.get(JAVA_FLOAT_UNALIGNED, cell));
        sum5 = value.fma(columns, sum5);
        value = FloatVector.broadcast(SPECIES, a6.get(JAVA_FLOAT_UNALIGNED, cell));
        sum6 = value.fma(columns, sum6);
        value = FloatVector.broadcast(SPECIES, a7.get(JAVA_FLOAT_UNALIGNED, cell));
        sum7 = value.fma(columns, sum7);
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
