package dev.fovea.kernels.java.random;

import dev.fovea.kernels.java.simd.VectorMode;
import java.lang.foreign.MemorySegment;

/** The inner loop of the generator. */
interface UniformLoops {
  /** Blocks that a call makes at a time. */
  int BATCH = 16;

  /** The loop of this run's vector mode. */
  static UniformLoops ofMode() {
    return VectorMode.current().isVector() ? new VectorUniformLoops() : new ScalarUniformLoops();
  }

  /**
   * Fills memory with uniform numbers in [0, 1), four to a block.
   *
   * @param firstBlock number of the first block of the stream
   * @param blocks a multiple of {@link #BATCH}
   */
  void fill(long seed, long firstBlock, MemorySegment floats, int blocks);
}
