package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;

import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * Loops of {@link RowLoops} with exp, over whole vectors. One method for each loop: C2 allocates
 * the vectors of two loops with exp in one.
 */
final class VectorRowExponentials {
  /** Stores after exp are the Vector API's own: past its budget C2 inlines no others. */
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorRowExponentials() {}

  static void exponentials(
      RowBlock x, RowBlock y, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    FoldedSums.add(
        rows,
        x.bytes(),
        scratch,
        FoldedSums.eachRow(
            (row, from, bytes, to) ->
                exponentials(
                    x.memory(),
                    x.at(row) + from,
                    y.memory(),
                    y.at(row) + from,
                    bytes,
                    shift[row],
                    scratch,
                    to)),
        sums);
  }

  private static void exponentials(
      MemorySegment x,
      int xAt,
      MemorySegment y,
      int yAt,
      int bytes,
      float shift,
      MemorySegment to,
      int toAt) {
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = VectorMath.expOfNegative(load(x, xAt + i).sub(shift));
      v.intoMemorySegment(y, yAt + i, ORDER);
      sum = sum.add(v);
    }
    sum.intoMemorySegment(to, toAt, ORDER);
  }

  static void sumsOfExponentials(
      RowBlock x, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    FoldedSums.add(
        rows,
        x.bytes(),
        scratch,
        FoldedSums.eachRow(
            (row, from, bytes, to) ->
                sumOfExponentials(x.memory(), x.at(row) + from, bytes, shift[row], scratch, to)),
        sums);
  }

  private static void sumOfExponentials(
      MemorySegment x, int at, int bytes, float shift, MemorySegment to, int toAt) {
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      sum = sum.add(VectorMath.expOfNegative(load(x, at + i).sub(shift)));
    }
    sum.intoMemorySegment(to, toAt, ORDER);
  }

  static void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows, float[] sum) {
    for (int row = 0; row < rows; row++) {
      logSoftmaxGradient(y, dy, dx, row, sum[row]);
    }
  }

  private static void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int row, float sum) {
    var yMemory = y.memory();
    int yAt = y.at(row);
    var dyMemory = dy.memory();
    int dyAt = dy.at(row);
    var dxMemory = dx.memory();
    int dxAt = dx.at(row);
    int bytes = y.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      var share = VectorMath.expOfNegative(load(yMemory, yAt + i)).mul(sum);
      load(dyMemory, dyAt + i).sub(share).intoMemorySegment(dxMemory, dxAt + i, ORDER);
    }
  }
}
