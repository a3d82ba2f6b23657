package dev.fovea.kernels.java.gemm;

import dev.fovea.kernels.java.memory.Scratch;
import java.lang.foreign.MemorySegment;

/** A right matrix that {@link GemmDriver#pack} has packed, block of columns by block. */
public final class PackedMatrix implements AutoCloseable {
  private final Scratch[] blocks;

  PackedMatrix(Scratch[] blocks) {
    this.blocks = blocks;
  }

  int blocks() {
    return blocks.length;
  }

  MemorySegment block(int index) {
    return blocks[index].segment();
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    for (var block : blocks) {
      block.close();
    }
  }
}
