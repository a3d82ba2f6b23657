package dev.fovea.kernels.java.gemm;

import static dev.fovea.kernels.java.gemm.DirectKernel.row;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 8 rows and 2 vectors of columns, one vector after the other, for 16 registers: 8
 * accumulate. (4 rows and both vectors at once had half of this: C2 unrolls that loop, reads all
 * that it will need, and runs out of registers.)
 */
final class VectorDirectKernel8x1x2 implements DirectKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 8;
  private static final int VECTORS = 2;
  private static final int STEP_BYTES = VECTORS * Lanes.BYTES;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return VECTORS * LANES;
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
    for (int vector = 0; vector < VECTORS; vector++) {
      var panel = PanelVectors.of(b, bOffset, vector, depth, STEP_BYTES);
      multiply(depth, a, start, stride, rows, panel, tile, vector * LANES);
    }
  }

  private static void multiply(
      int depth,
      MemorySegment a,
      long start,
      long stride,
      int rows,
      MemorySegment columns,
      float[] tile,
      int tileOffset) {
    var panel = columns.asSlice(0); // known to the loop's method, so checked once
    for (int top = 0; top < rows; top += ROWS) {
      int last = rows - 1 - top;
      int to = tileOffset + top * VECTORS * LANES;
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
        var right = Lanes.load(panel, step);
        var value = FloatVector.broadcast(SPECIES, a0.get(JAVA_FLOAT_UNALIGNED, cell));
        sum0 = value.fma(right, sum0);
        value = FloatVector.broadcast(SPECIES, a1.get(JAVA_FLOAT_UNALIGNED, cell));
        sum1 = value.fma(right, sum1);
        value = FloatVector.broadcast(SPECIES, a2.get(JAVA_FLOAT_UNALIGNED, cell));
        sum2 = value.fma(right, sum2);
        value = FloatVector.broadcast(SPECIES, a3.get(JAVA_FLOAT_UNALIGNED, cell));
        sum3 = value.fma(right, sum3);
        value = FloatVector.broadcast(SPECIES, a4.get(JAVA_FLOAT_UNALIGNED, cell));
        sum4 = value.fma(right, sum4);
        value = FloatVector.broadcast(SPECIES, a5.get(JAVA_FLOAT_UNALIGNED, cell));
        sum5 = value.fma(right, sum5);
        value = FloatVector.broadcast(SPECIES, a6.get(JAVA_FLOAT_UNALIGNED, cell));
        sum6 = value.fma(right, sum6);
        value = FloatVector.broadcast(SPECIES, a7.get(JAVA_FLOAT_UNALIGNED, cell));
        sum7 = value.fma(right, sum7);
      }
      sum0.intoArray(tile, to);
      sum1.intoArray(tile, to + 2 * LANES);
      sum2.intoArray(tile, to + 4 * LANES);
      sum3.intoArray(tile, to + 6 * LANES);
      sum4.intoArray(tile, to + 8 * LANES);
      sum5.intoArray(tile, to + 10 * LANES);
      sum6.intoArray(tile, to + 12 * LANES);
      sum7.intoArray(tile, to + 14 * LANES);
    }
  }
}
