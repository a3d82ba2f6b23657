package dev.fovea.kernels.java.normalization;

import dev.fovea.kernels.java.reduction.RowBlock;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Inner loops of layer normalisation over up to {@link #MOST} rows. What is one value per row lies
 * in an array of {@link #MOST}; operands with one value per column are read from their first
 * element on. What is subtracted from a value is subtracted before anything else rounds. Squares
 * are float32: of deviations above 10^19 they are infinite.
 */
interface LayerLoops {
  /** Rows of the largest block, a multiple of every vector's length. */
  int MOST = 64;

  /** The loops of this run's vector mode. */
  static LayerLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorLayerLoops() : new ScalarLayerLoops();
  }

  /** {@code sums += Σ (x - center); squares += Σ (x - center)²} */
  void addMoments(RowBlock x, int rows, float[] center, double[] sums, double[] squares);

  /**
   * Means, {@code 1 / √(variance + epsilon)} and the shift that makes up for a mean's rounding: of
   * 64 columns, one row after the other, it was a quarter of the time.
   *
   * @param sums of {@code x - center}
   * @param squares of {@code (x - center)²}
   * @param share 1 divided by the number of columns
   * @param center replaced by the mean
   */
  void findMoments(
      int rows,
      double[] sums,
      double[] squares,
      double share,
      double epsilon,
      float[] center,
      float[] scale,
      float[] shift);

  /** {@code offset = -scale · share · sums; slope = -scale² · share · products} */
  void findSlopes(
      int rows,
      double[] sums,
      double[] products,
      double share,
      float[] scale,
      float[] slope,
      float[] offset);

  /** {@code y = ((x - center) · scale + shift) · gamma + beta} */
  void normalize(
      RowBlock x,
      RowBlock y,
      int rows,
      float[] center,
      float[] scale,
      float[] shift,
      MemorySegment gamma,
      MemorySegment beta);

  /**
   * With {@code xhat = (x - mean) · scale}, of each row {@code sums += Σ dy·gamma; products += Σ
   * dy·gamma·xhat}, and of each column, in float32, {@code columnSums += dy; columnProducts +=
   * dy·xhat}.
   */
  void addProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      MemorySegment gamma,
      float[] mean,
      float[] scale,
      double[] sums,
      double[] products,
      MemorySegment columnSums,
      MemorySegment columnProducts);

  /** {@code dx = dy·gamma · scale + ((x - mean) · slope + offset)} */
  void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      MemorySegment gamma,
      float[] mean,
      float[] slope,
      float[] offset,
      float[] scale);
}
