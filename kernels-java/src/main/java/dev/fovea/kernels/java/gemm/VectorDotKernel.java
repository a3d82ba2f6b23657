package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.LaneFolds;
import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Four rows at a time, so that four sums hide the latency of a multiply-add and the vector is read
 * once for all; then as many rows as there are lanes are folded together. A row has the same sum
 * whichever rows lie beside it.
 */
final class VectorDotKernel implements DotKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 4;

  @Override
  public void dots(
      float[] a,
      int first,
      MemorySegment matrix,
      long at,
      long rowBytes,
      int rows,
      int count,
      float[] sums,
      int to,
      MemorySegment scratch) {
    for (int begin = 0; begin < rows; begin += LANES) {
      int some = Math.min(LANES, rows - begin);
      long from = at + begin * rowBytes;
      int row = 0;
      for (; row <= some - ROWS; row += ROWS) {
        four(a, first, matrix, from + row * rowBytes, rowBytes, count, scratch, row * Lanes.BYTES);
      }
      for (; row < some; row++) {
        one(a, first, matrix, from + row * rowBytes, count, scratch, row * Lanes.BYTES);
      }
      LaneFolds.sums(scratch, some, sums, to + begin);
    }
  }

  private static void four(
      float[] a,
      int first,
      MemorySegment matrix,
      long at,
      long rowBytes,
      int count,
      MemorySegment scratch,
      int slot) {
    int whole = count - count % LANES;
    long bytes = (long) count * Float.BYTES;
    var row0 = matrix.asSlice(at, bytes);
    var row1 = matrix.asSlice(at + rowBytes, bytes);
    var row2 = matrix.asSlice(at + 2 * rowBytes, bytes);
    var row3 = matrix.asSlice(at + 3 * rowBytes, bytes);
    var sum0 = FloatVector.zero(SPECIES);
    var sum1 = sum0;
    var sum2 = sum0;
    var sum3 = sum0;
    for (int k = 0; k < whole; k += LANES) {
      var factors = FloatVector.fromArray(SPECIES, a, first + k);
      int offset = k * Float.BYTES;
      sum0 = Lanes.load(row0, offset).fma(factors, sum0);
      sum1 = Lanes.load(row1, offset).fma(factors, sum1);
      sum2 = Lanes.load(row2, offset).fma(factors, sum2);
      sum3 = Lanes.load(row3, offset).fma(factors, sum3);
    }
    if (whole < count) {
      var mask = Lanes.first(count - whole);
      var factors = FloatVector.fromArray(SPECIES, a, first + whole, mask);
      long offset = (long) whole * Float.BYTES;
      sum0 = Lanes.load(row0, offset, mask).fma(factors, sum0);
      sum1 = Lanes.load(row1, offset, mask).fma(factors, sum1);
      sum2 = Lanes.load(row2, offset, mask).fma(factors, sum2);
      sum3 = Lanes.load(row3, offset, mask).fma(factors, sum3);
    }
    Lanes.store(sum0, scratch, slot);
    Lanes.store(sum1, scratch, slot + Lanes.BYTES);
    Lanes.store(sum2, scratch, slot + 2 * Lanes.BYTES);
    Lanes.store(sum3, scratch, slot + 3 * Lanes.BYTES);
  }

  private static void one(
      float[] a,
      int first,
      MemorySegment matrix,
      long at,
      int count,
      MemorySegment scratch,
      int slot) {
    int whole = count - count % LANES;
    var row = matrix.asSlice(at, (long) count * Float.BYTES);
    var sum = FloatVector.zero(SPECIES);
    for (int k = 0; k < whole; k += LANES) {
      var factors = FloatVector.fromArray(SPECIES, a, first + k);
      int offset = k * Float.BYTES;
      sum = Lanes.load(row, offset).fma(factors, sum);
    }
    if (whole < count) {
      var mask = Lanes.first(count - whole);
      sum =
          Lanes.load(row, (long) whole * Float.BYTES, mask)
              .fma(FloatVector.fromArray(SPECIES, a, first + whole, mask), sum);
    }
    Lanes.store(sum, scratch, slot);
  }
}
