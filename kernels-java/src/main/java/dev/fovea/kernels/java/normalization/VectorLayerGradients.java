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

  /** The same as four times {@link #addOne}, to the bit. */
  static void addFour(
      RowBlock x,
      RowBlock dy,
      int row,
      int bytes,
      float[] mean,
      float[] scale,
      MemorySegment sums,
      MemorySegment products) {
    var sumsTo = sums.asSlice(0, bytes);
    var productsTo = products.asSlice(0, bytes);
    var first = x.row(row);
    var second = x.row(row + 1);
    var third = x.row(row + 2);
    var fourth = x.row(row + 3);
    var firstGradient = dy.row(row);
    var secondGradient = dy.row(row + 1);
    var thirdGradient = dy.row(row + 2);
    var fourthGradient = dy.row(row + 3);
    var pMean = FloatVector.broadcast(SPECIES, mean[row]);
    var qMean = FloatVector.broadcast(SPECIES, mean[row + 1]);
    var rMean = FloatVector.broadcast(SPECIES, mean[row + 2]);
    var sMean = FloatVector.broadcast(SPECIES, mean[row + 3]);
    var pScale = FloatVector.broadcast(SPECIES, scale[row]);
    var qScale = FloatVector.broadcast(SPECIES, scale[row + 1]);
    var rScale = FloatVector.broadcast(SPECIES, scale[row + 2]);
    var sScale = FloatVector.broadcast(SPECIES, scale[row + 3]);
    for (int i = 0; i < bytes; i += BYTES) {
      var p = load(firstGradient, i);
      var q = load(secondGradient, i);
      var r = load(thirdGradient, i);
      var s = load(fourthGradient, i);
      var product = load(productsTo, i);
      product = multiplyAdd(p, load(first, i).sub(pMean).mul(pScale), product);
      product = multiplyAdd(q, load(second, i).sub(qMean).mul(qScale), product);
      product = multiplyAdd(r, load(third, i).sub(rMean).mul(rScale), product);
      product = multiplyAdd(s, load(fourth, i).sub(sMean).mul(sScale), product);
      var sum = load(sumsTo, i).add(p).add(q).add(r).add(s);
      store(sum, sumsTo, i);
      store(product, productsTo, i);
    }
  }

  /** {@code sums += dy; products += dy · ((x - mean) · scale)} of a row. */
  static void addOne(
      RowBlock x,
      RowBlock dy,
      int row,
      int bytes,
      float mean,
      float scale,
      MemorySegment sums,
      MemorySegment products) {
    var sumsTo = sums.asSlice(0, bytes);
    var productsTo = products.asSlice(0, bytes);
    var from = x.row(row);
    var gradients = dy.row(row);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var normal = load(from, i).sub(mean).mul(scale);
      var product = multiplyAdd(gradient, normal, load(productsTo, i));
      var sum = load(sumsTo, i).add(gradient);
      store(sum, sumsTo, i);
      store(product, productsTo, i);
    }
  }
}
