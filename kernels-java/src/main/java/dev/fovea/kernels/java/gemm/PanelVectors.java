package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.simd.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * A packed panel as vector kernels read it: memory of its own for each vector of a step. A loop
 * that reads each from an offset that is its counter times the step's bytes, and nothing added, is
 * checked once by C2. (A second vector read at that offset plus a vector was checked at each step:
 * half a kernel's instructions on 16 registers, which ran out of them.)
 */
final class PanelVectors {
  private PanelVectors() {}

  /**
   * Where some steps' vectors lie.
   *
   * @param panels packed panels
   * @param at where the first step lies, in floats
   * @param vector which vector of each step
   * @param depth steps
   * @param stepBytes bytes of a step
   */
  static MemorySegment of(MemorySegment panels, int at, int vector, int depth, int stepBytes) {
    long first = (long) at * Float.BYTES + (long) vector * Lanes.BYTES;
    long bytes = (long) depth * stepBytes - (long) vector * Lanes.BYTES;
    boolean none = depth == 0; // then nothing need lie there
    return panels.asSlice(none ? 0 : first, none ? 0 : bytes);
  }
}
