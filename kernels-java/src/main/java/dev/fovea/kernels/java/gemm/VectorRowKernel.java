package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Four rows at a time: the sums then cost little beside the rows, which come from memory. Values
 * behind a row's last are read with it where there is memory behind, and only there; what becomes
 * of them is in sums that nobody reads.
 */
final class VectorRowKernel implements RowKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final ByteOrder ORDER = Lanes.ORDER;
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
    int covering = Math.ceilDiv(count, LANES) * LANES;
    long end = at + (rows - 1) * rowBytes + (long) covering * Float.BYTES;
    int whole = end <= matrix.byteSize() ? covering : count - count % LANES;
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
    long bytes = (long) count * Float.BYTES;
    var row0 = matrix.asSlice(at, bytes);
    var row1 = matrix.asSlice(at + rowBytes, bytes);
    var row2 = matrix.asSlice(at + 2 * rowBytes, bytes);
    var row3 = matrix.asSlice(at + 3 * rowBytes, bytes);
    for (int j = 0; j < count; j += LANES) {
      long offset = (long) j * Float.BYTES;
      var sum = FloatVector.fromArray(SPECIES, sums, to + j);
      sum = FloatVector.fromMemorySegment(SPECIES, row0, offset, ORDER).fma(factor0, sum);
      sum = FloatVector.fromMemorySegment(SPECIES, row1, offset, ORDER).fma(factor1, sum);
      sum = FloatVector.fromMemorySegment(SPECIES, row2, offset, ORDER).fma(factor2, sum);
      sum = FloatVector.fromMemorySegment(SPECIES, row3, offset, ORDER).fma(factor3, sum);
      sum.intoArray(sums, to + j);
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
