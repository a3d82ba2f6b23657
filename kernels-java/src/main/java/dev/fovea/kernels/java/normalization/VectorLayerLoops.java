package dev.fovea.kernels.java.normalization;

import static dev.fovea.kernels.java.simd.Lanes.BYTES;
import static dev.fovea.kernels.java.simd.Lanes.SPECIES;
import static dev.fovea.kernels.java.simd.Lanes.load;
import static dev.fovea.kernels.java.simd.Lanes.multiplyAdd;
import static dev.fovea.kernels.java.simd.Lanes.store;

import dev.fovea.kernels.java.reduction.RowBlock;
import dev.fovea.kernels.java.simd.DoubleLanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/** A vector of columns at a time; the last columns, fewer than a vector, one by one. */
final class VectorLayerLoops extends ScalarLayerLoops {
  private static final int ROWS = 4;

  /** Bytes of a row's part whose sums are float32. */
  private static final int PART = 512 * Float.BYTES;

  @Override
  int from(RowBlock block) {
    return block.bytes() - block.bytes() % BYTES;
  }

  @Override
  public void addMoments(RowBlock x, int rows, float[] center, double[] sums, double[] squares) {
    int whole = from(x);
    for (int from = 0; from < whole; from += PART) {
      int bytes = Math.min(PART, whole - from);
      VectorLayerSums.moments(x, rows, from, bytes, center, sums, squares);
    }
    super.addMoments(x, rows, center, sums, squares);
  }

  @Override
  public void addProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      MemorySegment gamma,
      float[] mean,
      float[] scale,
      double[] sums,
      double[] products,
      MemorySegment columnSums,
      MemorySegment columnProducts) {
    int even = rows - rows % 2;
    int whole = from(x);
    for (int from = 0; from < whole; from += PART) {
      int bytes = Math.min(PART, whole - from);
      VectorLayerSums.products(
          x, dy, even, from, bytes, gamma, mean, scale, sums, products, columnSums, columnProducts);
      if (even < rows) {
        VectorLayerSums.productsOfLast(
            x,
            dy,
            even,
            from,
            bytes,
            gamma,
            mean,
            scale,
            sums,
            products,
            columnSums,
            columnProducts);
      }
    }
    super.addProducts(x, dy, rows, gamma, mean, scale, sums, products, columnSums, columnProducts);
  }

  /** A vector of rows at a time, the last one of rows that are not there too. */
  @Override
  public void findMoments(
      int rows,
      double[] sums,
      double[] squares,
      double share,
      double epsilon,
      float[] center,
      float[] scale,
      float[] shift) {
    for (int row = 0; row < rows; row += DoubleLanes.COUNT) {
      var correction = DoubleVector.fromArray(DoubleLanes.SPECIES, sums, row).mul(share);
      var square = DoubleVector.fromArray(DoubleLanes.SPECIES, squares, row).mul(share);
      var variance = square.sub(correction.mul(correction)).max(0);
      var exact = correction.add(DoubleLanes.widen(center, row));
      var one = DoubleVector.broadcast(DoubleLanes.SPECIES, 1);
      var inverse = one.div(variance.add(epsilon).sqrt());
      DoubleLanes.storeRounded(exact, center, row);
      DoubleLanes.storeRounded(inverse, scale, row);
      var lost = DoubleLanes.rounded(exact).sub(exact);
      DoubleLanes.storeRounded(lost.mul(inverse), shift, row);
    }
  }

  @Override
  public void findSlopes(
      int rows,
      double[] sums,
      double[] products,
      double share,
      float[] scale,
      float[] slope,
      float[] offset) {
    for (int row = 0; row < rows; row += DoubleLanes.COUNT) {
      var inverse = DoubleLanes.widen(scale, row);
      var shared = inverse.mul(-share);
      var sum = DoubleVector.fromArray(DoubleLanes.SPECIES, sums, row);
      var product = DoubleVector.fromArray(DoubleLanes.SPECIES, products, row);
      DoubleLanes.storeRounded(shared.mul(sum), offset, row);
      DoubleLanes.storeRounded(shared.mul(inverse).mul(product), slope, row);
    }
  }

  @Override
  public void normalize(
      RowBlock x,
      RowBlock y,
      int rows,
      float[] center,
      float[] scale,
      float[] shift,
      MemorySegment gamma,
      MemorySegment beta) {
    normalizeWhole(x, y, rows, center, scale, shift, gamma, beta);
    super.normalize(x, y, rows, center, scale, shift, gamma, beta);
  }

  /** The last row stands for those that are missing; x is read before y, which may be the same. */
  private void normalizeWhole(
      RowBlock x,
      RowBlock y,
      int rows,
      float[] center,
      float[] scale,
      float[] shift,
      MemorySegment gamma,
      MemorySegment beta) {
    var weights = gamma.asSlice(0, x.bytes());
    var biases = beta.asSlice(0, x.bytes());
    int bytes = from(x);
    int last = rows - 1;
    for (int row = 0; row < rows; row += ROWS) {
      int second = Math.min(row + 1, last);
      int third = Math.min(row + 2, last);
      int fourth = Math.min(row + 3, last);
      var p = x.row(row);
      var q = x.row(second);
      var r = x.row(third);
      var s = x.row(fourth);
      var pTo = y.row(row);
      var qTo = y.row(second);
      var rTo = y.row(third);
      var sTo = y.row(fourth);
      var pCenter = FloatVector.broadcast(SPECIES, center[row]);
      var qCenter = FloatVector.broadcast(SPECIES, center[second]);
      var rCenter = FloatVector.broadcast(SPECIES, center[third]);
      var sCenter = FloatVector.broadcast(SPECIES, center[fourth]);
      var pScale = FloatVector.broadcast(SPECIES, scale[row]);
      var qScale = FloatVector.broadcast(SPECIES, scale[second]);
      var rScale = FloatVector.broadcast(SPECIES, scale[third]);
      var sScale = FloatVector.broadcast(SPECIES, scale[fourth]);
      var pShift = FloatVector.broadcast(SPECIES, shift[row]);
      var qShift = FloatVector.broadcast(SPECIES, shift[second]);
      var rShift = FloatVector.broadcast(SPECIES, shift[third]);
      var sShift = FloatVector.broadcast(SPECIES, shift[fourth]);
      for (int i = 0; i < bytes; i += BYTES) {
        var weight = load(weights, i);
        var bias = load(biases, i);
        var a = multiplyAdd(load(p, i).sub(pCenter), pScale, pShift);
        var b = multiplyAdd(load(q, i).sub(qCenter), qScale, qShift);
        var c = multiplyAdd(load(r, i).sub(rCenter), rScale, rShift);
        var d = multiplyAdd(load(s, i).sub(sCenter), sScale, sShift);
        store(multiplyAdd(a, weight, bias), pTo, i);
        store(multiplyAdd(b, weight, bias), qTo, i);
        store(multiplyAdd(c, weight, bias), rTo, i);
        store(multiplyAdd(d, weight, bias), sTo, i);
      }
    }
  }

  @Override
  public void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      MemorySegment gamma,
      float[] mean,
      float[] slope,
      float[] offset,
      float[] scale) {
    VectorLayerGradients.gradient(x, dy, dx, rows, from(x), gamma, mean, slope, offset, scale);
    super.gradient(x, dy, dx, rows, gamma, mean, slope, offset, scale);
  }
}
