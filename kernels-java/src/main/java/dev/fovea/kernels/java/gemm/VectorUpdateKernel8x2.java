package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Panels of two vectors, for 32 registers, 16 of which hold b: eight slices, two sums that are read
 * and written, and eight broadcasts for 16 multiply-adds. So many vectors are read without a
 * helper: past its limit of nodes C2 called it in some programs (16×4096×4096 110 instead of 146
 * GFLOP/s).
 */
final class VectorUpdateKernel8x2 implements UpdateKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final ByteOrder ORDER = Lanes.ORDER;
  private static final int LANES = Lanes.COUNT;
  private static final int COLUMNS = 2 * LANES;

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void add(
      MemorySegment b,
      long at,
      long rowBytes,
      int panels,
      float[] a,
      int first,
      int rows,
      float[] sums,
      int to) {
    long bytes = (long) panels * COLUMNS * Float.BYTES;
    var row0 = b.asSlice(at, bytes);
    var row1 = b.asSlice(at + rowBytes, bytes);
    var row2 = b.asSlice(at + 2 * rowBytes, bytes);
    var row3 = b.asSlice(at + 3 * rowBytes, bytes);
    var row4 = b.asSlice(at + 4 * rowBytes, bytes);
    var row5 = b.asSlice(at + 5 * rowBytes, bytes);
    var row6 = b.asSlice(at + 6 * rowBytes, bytes);
    var row7 = b.asSlice(at + 7 * rowBytes, bytes);
    for (int panel = 0; panel < panels; panel++) {
      long column = (long) panel * COLUMNS * Float.BYTES;
      var b0Left = FloatVector.fromMemorySegment(SPECIES, row0, column, ORDER);
      var b0Right = FloatVector.fromMemorySegment(SPECIES, row0, column + Lanes.BYTES, ORDER);
      var b1Left = FloatVector.fromMemorySegment(SPECIES, row1, column, ORDER);
      var b1Right = FloatVector.fromMemorySegment(SPECIES, row1, column + Lanes.BYTES, ORDER);
      var b2Left = FloatVector.fromMemorySegment(SPECIES, row2, column, ORDER);
      var b2Right = FloatVector.fromMemorySegment(SPECIES, row2, column + Lanes.BYTES, ORDER);
      var b3Left = FloatVector.fromMemorySegment(SPECIES, row3, column, ORDER);
      var b3Right = FloatVector.fromMemorySegment(SPECIES, row3, column + Lanes.BYTES, ORDER);
      var b4Left = FloatVector.fromMemorySegment(SPECIES, row4, column, ORDER);
      var b4Right = FloatVector.fromMemorySegment(SPECIES, row4, column + Lanes.BYTES, ORDER);
      var b5Left = FloatVector.fromMemorySegment(SPECIES, row5, column, ORDER);
      var b5Right = FloatVector.fromMemorySegment(SPECIES, row5, column + Lanes.BYTES, ORDER);
      var b6Left = FloatVector.fromMemorySegment(SPECIES, row6, column, ORDER);
      var b6Right = FloatVector.fromMemorySegment(SPECIES, row6, column + Lanes.BYTES, ORDER);
      var b7Left = FloatVector.fromMemorySegment(SPECIES, row7, column, ORDER);
      var b7Right = FloatVector.fromMemorySegment(SPECIES, row7, column + Lanes.BYTES, ORDER);
      int tile = to + panel * rows * COLUMNS;
      for (int i = 0; i < rows; i++) {
        int cell = tile + i * COLUMNS;
        int factor = first + i * DEPTH;
        var sumLeft = FloatVector.fromArray(SPECIES, sums, cell);
        var sumRight = FloatVector.fromArray(SPECIES, sums, cell + LANES);
        var value = FloatVector.broadcast(SPECIES, a[factor]);
        sumLeft = value.fma(b0Left, sumLeft);
        sumRight = value.fma(b0Right, sumRight);
        value = FloatVector.broadcast(SPECIES, a[factor + 1]);
        sumLeft = value.fma(b1Left, sumLeft);
        sumRight = value.fma(b1Right, sumRight);
        value = FloatVector.broadcast(SPECIES, a[factor + 2]);
        sumLeft = value.fma(b2Left, sumLeft);
        sumRight = value.fma(b2Right, sumRight);
        value = FloatVector.broadcast(SPECIES, a[factor + 3]);
        sumLeft = value.fma(b3Left, sumLeft);
        sumRight = value.fma(b3Right, sumRight);
        value = FloatVector.broadcast(SPECIES, a[factor + 4]);
        sumLeft = value.fma(b4Left, sumLeft);
        sumRight = value.fma(b4Right, sumRight);
        value = FloatVector.broadcast(SPECIES, a[factor + 5]);
        sumLeft = value.fma(b5Left, sumLeft);
        sumRight = value.fma(b5Right, sumRight);
        value = FloatVector.broadcast(SPECIES, a[factor + 6]);
        sumLeft = value.fma(b6Left, sumLeft);
        sumRight = value.fma(b6Right, sumRight);
        value = FloatVector.broadcast(SPECIES, a[factor + 7]);
        sumLeft = value.fma(b7Left, sumLeft);
        sumRight = value.fma(b7Right, sumRight);
        sumLeft.intoArray(sums, cell);
        sumRight.intoArray(sums, cell + LANES);
      }
    }
  }
}
