package dev.fovea.kernels.java.reduction;

import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.simd.LaneFolds;
import dev.fovea.kernels.java.simd.Lanes;
import dev.fovea.kernels.java.simd.VectorMath;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Softmax of rows that are no longer than a vector, which stays in a register from the first step
 * to the last: nothing is left in memory between steps, and no element is moved to where vectors
 * are whole.
 *
 * <p>Results go to memory of their own, whole vectors, each over what the one before left past its
 * row's end: with masked stores the gradient took three times as long on Zen 4.
 */
final class VectorShortRows {
  private VectorShortRows() {}

  private static VectorMask<Float> mask(RowBlock rows) {
    return Lanes.first(rows.bytes() / Float.BYTES);
  }

  /** See {@link Rows#softmax}. */
  static void softmax(RowBlock x, MemorySegment results, int rows) {
    var from = x.first(rows);
    var mask = mask(x);
    var one = FloatVector.broadcast(SPECIES, 1);
    var nothing = FloatVector.broadcast(SPECIES, Rows.NOTHING);
    int bytes = x.bytes();
    int all = rows * bytes;
    var to = results.asSlice(0, all + Lanes.BYTES);
    for (int i = 0; i < all; i += bytes) {
      var logits = nothing.blend(load(from, i, mask), mask);
      var power = VectorMath.expOfNegative(logits.sub(LaneFolds.spreadMaximum(logits)));
      store(power.mul(one.div(LaneFolds.spreadSum(power))), to, i);
    }
  }

  /** See {@link Rows#logSoftmax}. */
  static void logSoftmax(RowBlock x, MemorySegment results, int rows) {
    var from = x.first(rows);
    var mask = mask(x);
    var nothing = FloatVector.broadcast(SPECIES, Rows.NOTHING);
    int bytes = x.bytes();
    int all = rows * bytes;
    var to = results.asSlice(0, all + Lanes.BYTES);
    for (int i = 0; i < all; i += bytes) {
      var logits = nothing.blend(load(from, i, mask), mask);
      var shifted = logits.sub(LaneFolds.spreadMaximum(logits));
      float sum = LaneFolds.spreadSum(VectorMath.expOfNegative(shifted)).lane(0);
      store(shifted.sub((float) Math.log(sum)), to, i);
    }
  }

  /** See {@link Rows#softmaxGradient}. */
  static void softmaxGradient(RowBlock y, RowBlock dy, MemorySegment results, int rows) {
    var result = y.first(rows);
    var from = dy.first(rows);
    var mask = mask(y);
    int bytes = y.bytes();
    int all = rows * bytes;
    var to = results.asSlice(0, all + Lanes.BYTES);
    for (int i = 0; i < all; i += bytes) {
      var share = load(result, i, mask);
      var gradient = load(from, i, mask);
      var sum = LaneFolds.spreadSum(share.mul(gradient));
      store(share.mul(gradient.sub(sum)), to, i);
    }
  }

  /** See {@link Rows#logSoftmaxGradient}. */
  static void logSoftmaxGradient(RowBlock y, RowBlock dy, MemorySegment results, int rows) {
    var result = y.first(rows);
    var from = dy.first(rows);
    var mask = mask(y);
    int bytes = y.bytes();
    int all = rows * bytes;
    var to = results.asSlice(0, all + Lanes.BYTES);
    for (int i = 0; i < all; i += bytes) {
      var share = VectorMath.expOfNegative(load(result, i, mask));
      var gradient = load(from, i, mask);
      store(gradient.sub(share.mul(LaneFolds.spreadSum(gradient))), to, i);
    }
  }
}
