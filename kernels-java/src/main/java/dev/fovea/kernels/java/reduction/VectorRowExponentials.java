package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.ORDER;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;

import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Loops of {@link RowLoops} with exp, over whole vectors. One method for each loop: C2 allocates
 * the vectors of two loops with exp in one.
 */
final class VectorRowExponentials {
  private VectorRowExponentials() {}

  static void exponentials(
      RowBlock x, RowBlock y, int rows, float[] shift, double[] sums, MemorySegment scratch) {
    FoldedSums.add(
        rows,
        x.bytes(),
        scratch,
        (row, from, bytes, to) -> exponentials(x, y, row, from, bytes, shift[row], scratch, to),
        sums);
  }

  private static void exponentials(
      RowBlock x,
      RowBlock y,
      int row,
      int from,
      int bytes,
      float shift,
      MemorySegment to,
      int toAt) {
    var logits = x.part(row, from, bytes);
    var result = y.part(row, from, bytes);
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      var v = VectorMath.expOfNegative(load(logits, i).sub(shift));
      v.intoMemorySegment(result, i, ORDER);
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
        (row, from, bytes, to) -> sumOfExponentials(x, row, from, bytes, shift[row], scratch, to),
        sums);
  }

  private static void sumOfExponentials(
      RowBlock x, int row, int from, int bytes, float shift, MemorySegment to, int toAt) {
    var logits = x.part(row, from, bytes);
    var sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < bytes; i += BYTES) {
      sum = sum.add(VectorMath.expOfNegative(load(logits, i).sub(shift)));
    }
    sum.intoMemorySegment(to, toAt, ORDER);
  }

  static void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows, float[] sum) {
    for (int row = 0; row < rows; row++) {
      logSoftmaxGradient(y, dy, dx, row, sum[row]);
    }
  }

  private static void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int row, float sum) {
    var result = y.row(row);
    var from = dy.row(row);
    var to = dx.row(row);
    int bytes = y.bytes();
    for (int i = 0; i < bytes; i += BYTES) {
      var share = VectorMath.expOfNegative(load(result, i)).mul(sum);
      load(from, i).sub(share).intoMemorySegment(to, i, ORDER);
    }
  }
}
