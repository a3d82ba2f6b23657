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
  /** Rows of the largest block. */
  int MOST = 16;

  /** Bytes of the scratch memory that sums need. */
  int SCRATCH = 4096;

  /** The loops of this run's vector mode. */
  static LayerLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorLayerLoops() : new ScalarLayerLoops();
  }

  /** {@code sums += Σ (x - center); squares += Σ (x - center)²} */
  void addMoments(RowBlock x, int rows, float[] center, double[] sums, double[] squares);

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
      MemorySegment columnProducts,
      MemorySegment scratch);

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
