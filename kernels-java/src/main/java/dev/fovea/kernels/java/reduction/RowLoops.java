package dev.fovea.kernels.java.reduction;

import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Inner loops over up to {@link #MOST} rows: the parts of softmax and cross-entropy. A result may
 * be written over an input. What is one value per row lies in an array of {@link #MOST}.
 */
interface RowLoops {
  /** Rows of the largest block: as many as the widest vector has lanes. */
  int MOST = 16;

  /** The loops of this run's vector mode. */
  static RowLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorRowLoops() : new ScalarRowLoops();
  }

  /** Elements that a row's length must be a multiple of, see {@link PaddedRows}. */
  int alignment();

  /** Raises {@code largest} to each row's largest number; NaN is none. */
  void maxima(RowBlock x, int rows, float[] largest, MemorySegment scratch);

  /** {@code y = exp(x - shift)}, where no x is above shift; {@code sums += Σ y}. */
  void exponentials(
      RowBlock x, RowBlock y, int rows, float[] shift, double[] sums, MemorySegment scratch);

  /** {@code sums += Σ exp(x - shift)}, where no x is above shift. */
  void sumsOfExponentials(
      RowBlock x, int rows, float[] shift, double[] sums, MemorySegment scratch);

  /** {@code y = factor · y} */
  void scale(RowBlock y, int rows, float[] factor);

  /** {@code y = (x - shift) - logSum} */
  void subtract(RowBlock x, RowBlock y, int rows, float[] shift, float[] logSum);

  /** {@code sums += Σ a} */
  void sums(RowBlock a, int rows, double[] sums, MemorySegment scratch);

  /** {@code sums += Σ t · ((x - shift) - logSum)}, where t is not 0. */
  void weightedLogarithms(
      RowBlock t,
      RowBlock x,
      int rows,
      float[] shift,
      float[] logSum,
      double[] sums,
      MemorySegment scratch);

  /**
   * {@code dx = y · (dy - Σ dy·y)} of any number of rows, without gaps, that needn't be a multiple
   * of {@link #alignment()} but are no shorter.
   */
  void softmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows);

  /** {@code dx = dy - exp(y) · sum} */
  void logSoftmaxGradient(RowBlock y, RowBlock dy, RowBlock dx, int rows, float[] sum);

  /** {@code y = a · y - b · t} */
  void scaleAndSubtract(float[] a, RowBlock y, float[] b, RowBlock t, int rows);

  /** Copies rows shorter than {@link #alignment()} to rows as long as it, filled up. */
  void fillUp(RowBlock from, RowBlock to, int rows, float filling);

  /** Copies their elements back. */
  void copyBack(RowBlock from, RowBlock to, int rows);
}
