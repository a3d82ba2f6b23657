package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Four rows at a time: the sums then cost little beside the rows, which come from memory. */
final class VectorRowKernel implements RowKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  @Override
  public void add(
      MemorySegment matrix,
      long at,
      long rowBytes,
      int rows,
      float[] factors,
      int first,
      float[] sums,
      int to,
      int count) {
    int whole = count - count % LANES;
    if (rows == ROWS) {
      four(matrix, at, rowBytes, factors, first, sums, to, whole);
    } else {
      for (int i = 0; i < rows; i++) {
        one(matrix, at + i * rowBytes, factors[first + i], sums, to, whole);
      }
    }
    for (int i = 0; i < rows && whole < count; i++) {
      long part = at + i * rowBytes + (long) whole * Float.BYTES;
      Lanes.load(matrix, part, Lanes.first(count - whole))
          .fma(
              FloatVector.broadcast(SPECIES, factors[first + i]),
              FloatVector.fromArray(SPECIES, sums, to + whole))
          .intoArray(sums, to + whole);
    }
  }

  private static void four(
      MemorySegment matrix,
      long at,
      long rowBytes,
      float[] factors,
      int first,
      float[] sums,
      int to,
      int count) {
    var factor0 = FloatVector.broadcast(SPECIES, factors[first]);
    var factor1 = FloatVector.broadcast(SPECIES, factors[first + 1]);
    var factor2 = FloatVector.broadcast(SPECIES, factors[first + 2]);
    var factor3 = FloatVector.broadcast(SPECIES, factors[first + 3]);
    var row1 = matrix.asSlice(at + rowBytes);
    var row2 = matrix.asSlice(at + 2 * rowBytes);
    var row3 = matrix.asSlice(at + 3 * rowBytes);
    for (int j = 0; j < count; j += LANES) {
      long offset = (long) j * Float.BYTES;
      var sum = FloatVector.fromArray(SPECIES, sums, to + j);
      sum = Lanes.load(matrix, at + offset).fma(factor0, sum);
      sum = Lanes.load(row1, offset).fma(factor1, sum);
      sum = Lanes.load(row2, offset).fma(factor2, sum);
      Lanes.load(row3, offset).fma(factor3, sum).intoArray(sums, to + j);
    }
  }

  private static void one(
      MemorySegment matrix, long at, float factor, float[] sums, int to, int count) {
    var factors = FloatVector.broadcast(SPECIES, factor);
    for (int j = 0; j < count; j += LANES) {
      var sum = FloatVector.fromArray(SPECIES, sums, to + j);
      Lanes.load(matrix, at + (long) j * Float.BYTES).fma(factors, sum).intoArray(sums, to + j);
    }
  }
}
