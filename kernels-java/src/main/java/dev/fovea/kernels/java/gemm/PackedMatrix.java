package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.memory.ArrayPool;

/** A right matrix that {@link GemmDriver#pack} has packed, block of columns by block. */
public final class PackedMatrix implements AutoCloseable {
  private final ArrayPool arrays;
  private final float[][] blocks;

  PackedMatrix(ArrayPool arrays, float[][] blocks) {
    this.arrays = arrays;
    this.blocks = blocks;
  }

  float[][] blocks() {
    return blocks;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    for (var block : blocks) {
      arrays.giveBack(block);
    }
  }
}
