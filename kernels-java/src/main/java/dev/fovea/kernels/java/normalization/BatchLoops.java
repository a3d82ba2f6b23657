package dev.fovea.kernels.java.normalization;

import dev.fovea.kernels.java.reduction.Columns;
import dev.fovea.kernels.java.reduction.RowBlock;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/**
 * Inner loops of batch normalisation over rows of float32 values. Operands with one value per
 * column are read from their first element on. Sums are float32: of few rows, see {@link
 * ChannelSums}. What is subtracted from a value is subtracted before anything else rounds.
 */
interface BatchLoops {
  /** The loops of this run's vector mode for rows that may be several taken as one. */
  static BatchLoops of(Columns columns) {
    if (!VectorMode.current().isVector()) {
      return new ScalarBatchLoops();
    }
    boolean narrow = columns.repeats() > 1 && VectorNarrowBatchLoops.fits(columns.columns());
    return narrow ? new VectorNarrowBatchLoops() : new VectorBatchLoops();
  }

  /** Per column, {@code sums += x - shift; squares += (x - shift)²}. */
  void addMoments(
      RowBlock x, int rows, MemorySegment shift, MemorySegment sums, MemorySegment squares);

  /** Per column, {@code sums += dy; products += dy · (x - mean)}. */
  void addProducts(
      RowBlock x,
      RowBlock dy,
      int rows,
      MemorySegment mean,
      MemorySegment sums,
      MemorySegment products);

  /** {@code y = (x - mean) · scale + shift}, all of one value per column. */
  void normalize(
      RowBlock x,
      RowBlock y,
      int rows,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment shift);

  /** {@code dx = a · dy + (b · (x - mean) + c)}, all of one value per column. */
  void gradient(
      RowBlock x,
      RowBlock dy,
      RowBlock dx,
      int rows,
      MemorySegment mean,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c);
}
