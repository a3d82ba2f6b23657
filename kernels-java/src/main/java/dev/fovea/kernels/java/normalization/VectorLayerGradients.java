package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Gradients of {@link LayerLoops} over whole vectors of columns, several rows at once. */
final class VectorLayerGradients {
  private VectorLayerGradients() {}

  /**
   * Two rows at once, an odd last one twice: each is read before dx, which may be the same, is
   * written. Rows are gone through here, not by the caller: a call costs as much as a short row.
   */
  static void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      int whole,
      MemorySegment gamma,
      float[] mean,
      float[] slope,
      float[] offset,
      float[] scale) {
    var weights = gamma.asSlice(0, whole);
    for (int row = 0; row < rows; row += 2) {
      int next = Math.min(row + 1, rows - 1);
      var p = x.part(row, 0, whole);
      var q = x.part(next, 0, whole);
      var pGradient = dy.part(row, 0, whole);
      var qGradient = dy.part(next, 0, whole);
      var pTo = dx.part(row, 0, whole);
      var qTo = dx.part(next, 0, whole);
      var pMean = FloatVector.broadcast(SPECIES, mean[row]);
      var qMean = FloatVector.broadcast(SPECIES, mean[next]);
      var pSlope = FloatVector.broadcast(SPECIES, slope[row]);
      var qSlope = FloatVector.broadcast(SPECIES, slope[next]);
      var pOffset = FloatVector.broadcast(SPECIES, offset[row]);
      var qOffset = FloatVector.broadcast(SPECIES, offset[next]);
      var pScale = FloatVector.broadcast(SPECIES, scale[row]);
      var qScale = FloatVector.broadcast(SPECIES, scale[next]);
      for (int i = 0; i < whole; i += BYTES) {
        var weight = load(weights, i);
        var a = multiplyAdd(load(p, i).sub(pMean), pSlope, pOffset);
        a = multiplyAdd(load(pGradient, i).mul(weight), pScale, a);
        var b = multiplyAdd(load(q, i).sub(qMean), qSlope, qOffset);
        b = multiplyAdd(load(qGradient, i).mul(weight), qScale, b);
        store(a, pTo, i);
        store(b, qTo, i);
      }
    }
  }
}
