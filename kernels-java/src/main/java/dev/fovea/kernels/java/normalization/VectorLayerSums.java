package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.LaneFolds.FOURTH_SUM;
import static dev.fovea.kernels.java.simd.LaneFolds.SECOND_SUM;
import static dev.fovea.kernels.java.simd.LaneFolds.THIRD_SUM;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import dev.fovea.kernels.java.simd.LaneFolds;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Sums of {@link LayerLoops} over a part of each row, two rows at once: enough chains of additions
 * that none waits. Rows are gone through here, not by the caller: a call costs as much as a short
 * row.
 */
final class VectorLayerSums {
  private VectorLayerSums() {}

  /**
   * {@code sums += Σ (x - center); squares += Σ (x - center)²}
   *
   * @param from byte offset of the part in its row
   * @param bytes a multiple of {@link dev.fovea.kernels.java.simd.Lanes#BYTES}
   */
  static void moments(
      RowBlock x, int rows, int from, int bytes, float[] center, double[] sums, double[] squares) {
    for (int row = 0; row < rows; row += 2) {
      int next = Math.min(row + 1, rows - 1); // an odd last row is taken twice, and counted once
      var p = x.part(row, from, bytes);
      var q = x.part(next, from, bytes);
      var pCenter = FloatVector.broadcast(SPECIES, center[row]);
      var qCenter = FloatVector.broadcast(SPECIES, center[next]);
      var a = FloatVector.zero(SPECIES);
      var b = a;
      var aSquare = a;
      var bSquare = a;
      for (int i = 0; i < bytes; i += BYTES) {
        var v = load(p, i).sub(pCenter);
        a = a.add(v);
        aSquare = multiplyAdd(v, v, aSquare);
        var w = load(q, i).sub(qCenter);
        b = b.add(w);
        bSquare = multiplyAdd(w, w, bSquare);
      }
      var folded = LaneFolds.sumsOfFour(a, aSquare, b, bSquare);
      sums[row] += folded.lane(0);
      squares[row] += folded.lane(SECOND_SUM);
      if (next > row) {
        sums[next] += folded.lane(THIRD_SUM);
        squares[next] += folded.lane(FOURTH_SUM);
      }
    }
  }

  /**
   * With {@code xhat = (x - mean) · scale}, of each row {@code sums += Σ dy·gamma; products += Σ
   * dy·gamma·xhat}, and of each column {@code columnSums += dy; columnProducts += dy·xhat}: in one
   * pass, for each reads both operands.
   *
   * @param rows an even number
   */
  static void products(
      RowBlock x,
      RowBlock dy,
      int rows,
      int from,
      int bytes,
      MemorySegment gamma,
      float[] mean,
      float[] scale,
      double[] sums,
      double[] products,
      MemorySegment columnSums,
      MemorySegment columnProducts) {
    var weights = gamma.asSlice(from, bytes);
    var sumsTo = columnSums.asSlice(from, bytes);
    var productsTo = columnProducts.asSlice(from, bytes);
    for (int row = 0; row < rows; row += 2) {
      var p = x.part(row, from, bytes);
      var q = x.part(row + 1, from, bytes);
      var pGradient = dy.part(row, from, bytes);
      var qGradient = dy.part(row + 1, from, bytes);
      var pMean = FloatVector.broadcast(SPECIES, mean[row]);
      var qMean = FloatVector.broadcast(SPECIES, mean[row + 1]);
      var pScale = FloatVector.broadcast(SPECIES, scale[row]);
      var qScale = FloatVector.broadcast(SPECIES, scale[row + 1]);
      var a = FloatVector.zero(SPECIES);
      var b = a;
      var aProduct = a;
      var bProduct = a;
      for (int i = 0; i < bytes; i += BYTES) {
        var weight = load(weights, i);
        var v = load(pGradient, i);
        var w = load(qGradient, i);
        var vNormal = load(p, i).sub(pMean).mul(pScale);
        var wNormal = load(q, i).sub(qMean).mul(qScale);
        var product = multiplyAdd(v, vNormal, load(productsTo, i));
        store(multiplyAdd(w, wNormal, product), productsTo, i);
        store(load(sumsTo, i).add(v).add(w), sumsTo, i);
        v = v.mul(weight);
        w = w.mul(weight);
        a = a.add(v);
        b = b.add(w);
        aProduct = multiplyAdd(v, vNormal, aProduct);
        bProduct = multiplyAdd(w, wNormal, bProduct);
      }
      var folded = LaneFolds.sumsOfFour(a, aProduct, b, bProduct);
      sums[row] += folded.lane(0);
      products[row] += folded.lane(SECOND_SUM);
      sums[row + 1] += folded.lane(THIRD_SUM);
      products[row + 1] += folded.lane(FOURTH_SUM);
    }
  }

  /** The same of one row, the last of an odd number. */
  static void productsOfLast(
      RowBlock x,
      RowBlock dy,
      int row,
      int from,
      int bytes,
      MemorySegment gamma,
      float[] mean,
      float[] scale,
      double[] sums,
      double[] products,
      MemorySegment columnSums,
      MemorySegment columnProducts) {
    var weights = gamma.asSlice(from, bytes);
    var sumsTo = columnSums.asSlice(from, bytes);
    var productsTo = columnProducts.asSlice(from, bytes);
    var values = x.part(row, from, bytes);
    var gradients = dy.part(row, from, bytes);
    var rowMean = FloatVector.broadcast(SPECIES, mean[row]);
    var rowScale = FloatVector.broadcast(SPECIES, scale[row]);
    var sum = FloatVector.zero(SPECIES);
    var product = sum;
    for (int i = 0; i < bytes; i += BYTES) {
      var gradient = load(gradients, i);
      var normal = load(values, i).sub(rowMean).mul(rowScale);
      store(multiplyAdd(gradient, normal, load(productsTo, i)), productsTo, i);
      store(load(sumsTo, i).add(gradient), sumsTo, i);
      var weighted = gradient.mul(load(weights, i));
      sum = sum.add(weighted);
      product = multiplyAdd(weighted, normal, product);
    }
    sums[row] += LaneFolds.sum(sum);
    products[row] += LaneFolds.sum(product);
  }
}
