package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Panels of one vector, for 16 registers, half of which hold b. */
final class VectorUpdateKernel8x1 implements UpdateKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int COLUMNS = LANES;

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
      var b0 = Lanes.load(row0, column);
      var b1 = Lanes.load(row1, column);
      var b2 = Lanes.load(row2, column);
      var b3 = Lanes.load(row3, column);
      var b4 = Lanes.load(row4, column);
      var b5 = Lanes.load(row5, column);
      var b6 = Lanes.load(row6, column);
      var b7 = Lanes.load(row7, column);
      int tile = to + panel * rows * COLUMNS;
      for (int i = 0; i < rows; i++) {
        int cell = tile + i * COLUMNS;
        int factor = first + i * DEPTH;
        var sum = FloatVector.fromArray(SPECIES, sums, cell);
        var value = FloatVector.broadcast(SPECIES, a[factor]);
        sum = value.fma(b0, sum);
        value = FloatVector.broadcast(SPECIES, a[factor + 1]);
        sum = value.fma(b1, sum);
        value = FloatVector.broadcast(SPECIES, a[factor + 2]);
        sum = value.fma(b2, sum);
        value = FloatVector.broadcast(SPECIES, a[factor + 3]);
        sum = value.fma(b3, sum);
        value = FloatVector.broadcast(SPECIES, a[factor + 4]);
        sum = value.fma(b4, sum);
        value = FloatVector.broadcast(SPECIES, a[factor + 5]);
        sum = value.fma(b5, sum);
        value = FloatVector.broadcast(SPECIES, a[factor + 6]);
        sum = value.fma(b6, sum);
        value = FloatVector.broadcast(SPECIES, a[factor + 7]);
        sum = value.fma(b7, sum);
        sum.intoArray(sums, cell);
      }
    }
  }
}
