package dev.fovea.kernels.java.gemm;

import java.lang.foreign.MemorySegment;

/** Packs a strip of a matrix stored step by step: a transposed left matrix. */
interface StripCopier {
  /**
   * {@code target[to + k · STEP + i] = step k[i]}, for all {@link Strips#STEP} values of each step,
   * those beyond the strip's rows, too: they must lie in memory.
   *
   * @param source holds the steps
   * @param at the first value of step 0, in bytes
   * @param stepBytes bytes between steps
   * @param steps steps to copy
   * @param target strips
   * @param to where step 0 goes
   */
  void copy(MemorySegment source, long at, long stepBytes, int steps, float[] target, int to);
}
