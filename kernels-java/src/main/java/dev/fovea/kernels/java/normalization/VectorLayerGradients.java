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

  /** Two rows, or one twice: each is read before dx, which may be the same, is written. */
  static void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int row,
      int next,
      int bytes,
      MemorySegment gamma,
      float[] mean,
      float[] slope,
      float[] offset,
      float[] scale) {
    var weights = gamma.asSlice(0, bytes);
    var p = x.row(row);
    var q = x.row(next);
    var pGradient = dy.row(row);
    var qGradient = dy.row(next);
    var pTo = dx.row(row);
    var qTo = dx.row(next);
    var pMean = FloatVector.broadcast(SPECIES, mean[row]);
    var qMean = FloatVector.broadcast(SPECIES, mean[next]);
    var pSlope = FloatVector.broadcast(SPECIES, slope[row]);
    var qSlope = FloatVector.broadcast(SPECIES, slope[next]);
    var pOffset = FloatVector.broadcast(SPECIES, offset[row]);
    var qOffset = FloatVector.broadcast(SPECIES, offset[next]);
    var pScale = FloatVector.broadcast(SPECIES, scale[row]);
    var qScale = FloatVector.broadcast(SPECIES, scale[next]);
    for (int i = 0; i < bytes; i += BYTES) {
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
