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
    var xMemory = x.memory();
    var dyMemory = dy.memory();
    var dxMemory = dx.memory();
    int p = x.at(row);
    int q = x.at(next);
    var pMean = FloatVector.broadcast(SPECIES, mean[row]);
    var qMean = FloatVector.broadcast(SPECIES, mean[next]);
    var pSlope = FloatVector.broadcast(SPECIES, slope[row]);
    var qSlope = FloatVector.broadcast(SPECIES, slope[next]);
    var pOffset = FloatVector.broadcast(SPECIES, offset[row]);
    var qOffset = FloatVector.broadcast(SPECIES, offset[next]);
    var pScale = FloatVector.broadcast(SPECIES, scale[row]);
    var qScale = FloatVector.broadcast(SPECIES, scale[next]);
    for (int i = 0; i < bytes; i += BYTES) {
      var weight = load(gamma, i);
      var a = multiplyAdd(load(xMemory, p + i).sub(pMean), pSlope, pOffset);
      a = multiplyAdd(load(dyMemory, p + i).mul(weight), pScale, a);
      var b = multiplyAdd(load(xMemory, q + i).sub(qMean), qSlope, qOffset);
      b = multiplyAdd(load(dyMemory, q + i).mul(weight), qScale, b);
      store(a, dxMemory, p + i);
      store(b, dxMemory, q + i);
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
    var xMemory = x.memory();
    var dyMemory = dy.memory();
    int at = x.at(row);
    int stride = x.stride();
    var pMean = FloatVector.broadcast(SPECIES, mean[row]);
    var qMean = FloatVector.broadcast(SPECIES, mean[row + 1]);
    var rMean = FloatVector.broadcast(SPECIES, mean[row + 2]);
    var sMean = FloatVector.broadcast(SPECIES, mean[row + 3]);
    var pScale = FloatVector.broadcast(SPECIES, scale[row]);
    var qScale = FloatVector.broadcast(SPECIES, scale[row + 1]);
    var rScale = FloatVector.broadcast(SPECIES, scale[row + 2]);
    var sScale = FloatVector.broadcast(SPECIES, scale[row + 3]);
    for (int i = 0; i < bytes; i += BYTES) {
      int second = stride + i;
      int third = 2 * stride + i;
      int fourth = 3 * stride + i;
      var p = load(dyMemory, at + i);
      var q = load(dyMemory, at + second);
      var r = load(dyMemory, at + third);
      var s = load(dyMemory, at + fourth);
      var product = load(products, i);
      product = multiplyAdd(p, load(xMemory, at + i).sub(pMean).mul(pScale), product);
      product = multiplyAdd(q, load(xMemory, at + second).sub(qMean).mul(qScale), product);
      product = multiplyAdd(r, load(xMemory, at + third).sub(rMean).mul(rScale), product);
      product = multiplyAdd(s, load(xMemory, at + fourth).sub(sMean).mul(sScale), product);
      var sum = load(sums, i).add(p).add(q).add(r).add(s);
      store(sum, sums, i);
      store(product, products, i);
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
    var xMemory = x.memory();
    var dyMemory = dy.memory();
    int at = x.at(row);
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(dyMemory, at + i);
      var normal = load(xMemory, at + i).sub(mean).mul(scale);
      var product = multiplyAdd(gradient, normal, load(products, i));
      var sum = load(sums, i).add(gradient);
      store(sum, sums, i);
      store(product, products, i);
    }
  }
}
