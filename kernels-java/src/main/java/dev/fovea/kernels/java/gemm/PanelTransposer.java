package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/** Packs panels of a matrix stored column by column, from memory to memory. */
interface PanelTransposer {
  /**
   * The fewest steps that {@link #transpose} takes; it writes whole multiples of as many columns.
   */
  int SIDE = 16;

  /**
   * {@code target[k · width + j] = column j[k]} for each step k; behind the last column it writes
   * up to a multiple of {@link #SIDE}.
   *
   * @param source holds the columns
   * @param at the first value of column 0, in bytes
   * @param stride bytes between columns
   * @param columns how many, at most the width
   * @param steps values of each, at least {@link #SIDE}
   * @param target the panel
   * @param to where step 0 goes, in bytes
   * @param width values between steps of the panel
   */
  void transpose(
      MemorySegment source,
      long at,
      long stride,
      int columns,
      int steps,
      MemorySegment target,
      long to,
      int width);
}
