package dev.fovea.kernels.java.reduction;

import dev.fovea.backend.op.Reduce;
import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/** Inner loops of reductions, over float32 memory given by its first element; sums are doubles. */
public interface ReductionLoops {
  /** The loops of this run's vector mode. */
  static ReductionLoops ofMode() {
    return VectorMode.current().isVector()
        ? new VectorReductionLoops()
        : new ScalarReductionLoops();
  }

  /** Reduces neighbouring elements; a mean is a sum here. */
  double reduce(Reduce.Kind kind, MemorySegment x, long begin, int count);

  /** Columns that rows of so many are best seen as, several rows as one, see {@link Columns}. */
  int enough(Reduce.Kind kind, int columns);

  /**
   * Reduces each column of neighbouring rows into an accumulator.
   *
   * @param stride elements from one row to the next
   * @param accumulators doubles, one per column, from the memory's first on
   */
  void reduceColumns(
      Reduce.Kind kind,
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int columns,
      MemorySegment accumulators);

  /** The position of the largest element, see {@link dev.fovea.backend.op.ArgMax}. */
  int argMax(MemorySegment x, long begin, int count);

  /**
   * The position of the largest element of each column.
   *
   * @param stride elements from one row to the next
   * @param y int32, from element {@code yBegin} on
   */
  void argMaxColumns(
      MemorySegment x,
      long begin,
      long stride,
      int rows,
      int columns,
      MemorySegment y,
      long yBegin);
}
