package dev.fovea.kernels.java.random;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.backend.random.Philox;
import java.lang.foreign.MemorySegment;

/** One block after the other. */
final class ScalarUniformLoops implements UniformLoops {
  @Override
  public void fill(long seed, long firstBlock, MemorySegment floats, int blocks) {
    var words = new int[4];
    for (int block = 0; block < blocks; block++) {
      Philox.block(seed, firstBlock + block, words);
      for (int lane = 0; lane < 4; lane++) {
        floats.setAtIndex(JAVA_FLOAT, 4L * block + lane, Philox.uniform(words[lane]));
      }
    }
  }
}
