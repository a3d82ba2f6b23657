package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.reduction.FoldedSums.KIND;
import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Sums of {@link LayerLoops} over parts of four rows: each row's vector of sums is left in memory.
 * Where there are fewer rows, the last stands for those that are missing.
 *
 * <p>Rows aren't sliced here as {@link RowBlock#row} advises: the moments gain nothing by it, and
 * the products, with nine slices beside their operations, exceed what C2 inlines of a method, so
 * that vectors become objects.
 */
final class VectorLayerSums {
  private VectorLayerSums() {}

  /** {@code Σ (x - center)}, and {@code Σ (x - center)²} as the second kind. */
  static void moments(
      RowBlock x,
      int row,
      int last,
      int from,
      int bytes,
      float[] center,
      MemorySegment to,
      int toAt) {
    var memory = x.memory();
    int second = Math.min(row + 1, last);
    int third = Math.min(row + 2, last);
    int fourth = Math.min(row + 3, last);
    int aAt = x.at(row) + from;
    int bAt = x.at(second) + from;
    int cAt = x.at(third) + from;
    int dAt = x.at(fourth) + from;
    var aCenter = FloatVector.broadcast(SPECIES, center[row]);
    var bCenter = FloatVector.broadcast(SPECIES, center[second]);
    var cCenter = FloatVector.broadcast(SPECIES, center[third]);
    var dCenter = FloatVector.broadcast(SPECIES, center[fourth]);
    var a = FloatVector.zero(SPECIES);
    var b = a;
    var c = a;
    var d = a;
    var aSquare = a;
    var bSquare = a;
    var cSquare = a;
    var dSquare = a;
    for (int i = 0; i < bytes; i += BYTES) {
      var p = load(memory, aAt + i).sub(aCenter);
      a = a.add(p);
      aSquare = multiplyAdd(p, p, aSquare);
      var q = load(memory, bAt + i).sub(bCenter);
      b = b.add(q);
      bSquare = multiplyAdd(q, q, bSquare);
      var r = load(memory, cAt + i).sub(cCenter);
      c = c.add(r);
      cSquare = multiplyAdd(r, r, cSquare);
      var s = load(memory, dAt + i).sub(dCenter);
      d = d.add(s);
      dSquare = multiplyAdd(s, s, dSquare);
    }
    storeFour(a, b, c, d, to, toAt);
    storeFour(aSquare, bSquare, cSquare, dSquare, to, toAt + KIND);
  }

  /** {@code Σ dy·gamma}, and {@code Σ dy·gamma·(x - mean)} as the second kind. */
  static void products(
      RowBlock x,
      RowBlock dy,
      int row,
      int last,
      int from,
      int bytes,
      MemorySegment gamma,
      float[] mean,
      MemorySegment to,
      int toAt) {
    var xMemory = x.memory();
    var dyMemory = dy.memory();
    int second = Math.min(row + 1, last);
    int third = Math.min(row + 2, last);
    int fourth = Math.min(row + 3, last);
    int aAt = x.at(row) + from;
    int bAt = x.at(second) + from;
    int cAt = x.at(third) + from;
    int dAt = x.at(fourth) + from;
    var aMean = FloatVector.broadcast(SPECIES, mean[row]);
    var bMean = FloatVector.broadcast(SPECIES, mean[second]);
    var cMean = FloatVector.broadcast(SPECIES, mean[third]);
    var dMean = FloatVector.broadcast(SPECIES, mean[fourth]);
    var a = FloatVector.zero(SPECIES);
    var b = a;
    var c = a;
    var d = a;
    var aProduct = a;
    var bProduct = a;
    var cProduct = a;
    var dProduct = a;
    for (int i = 0; i < bytes; i += BYTES) {
      var weight = load(gamma, from + i);
      var p = load(dyMemory, aAt + i).mul(weight);
      a = a.add(p);
      aProduct = multiplyAdd(p, load(xMemory, aAt + i).sub(aMean), aProduct);
      var q = load(dyMemory, bAt + i).mul(weight);
      b = b.add(q);
      bProduct = multiplyAdd(q, load(xMemory, bAt + i).sub(bMean), bProduct);
      var r = load(dyMemory, cAt + i).mul(weight);
      c = c.add(r);
      cProduct = multiplyAdd(r, load(xMemory, cAt + i).sub(cMean), cProduct);
      var s = load(dyMemory, dAt + i).mul(weight);
      d = d.add(s);
      dProduct = multiplyAdd(s, load(xMemory, dAt + i).sub(dMean), dProduct);
    }
    storeFour(a, b, c, d, to, toAt);
    storeFour(aProduct, bProduct, cProduct, dProduct, to, toAt + KIND);
  }

  private static void storeFour(
      FloatVector a, FloatVector b, FloatVector c, FloatVector d, MemorySegment to, int at) {
    store(a, to, at);
    store(b, to, at + BYTES);
    store(c, to, at + 2 * BYTES);
    store(d, to, at + 3 * BYTES);
  }
}
