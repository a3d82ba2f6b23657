package dev.fovea.kernels.java.normalization;

import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/** Float32 factors, a few for each channel; where several rows are taken as one, repeated. */
final class ChannelFactors implements AutoCloseable {
  private static final int FACTORS = 4;

  private final long bytes;
  private final Scratch memory;
  private final MemorySegment[] factors = new MemorySegment[FACTORS];

  /**
   * Factors of no value yet.
   *
   * @param width the channels, or those of several rows taken as one: a power of two of them
   */
  ChannelFactors(int channels, int width, ScratchPool scratch) {
    this.bytes = (long) channels * Float.BYTES;
    this.memory = scratch.floats((long) FACTORS * width);
    long all = (long) width * Float.BYTES;
    for (int i = 0; i < FACTORS; i++) {
      factors[i] = memory.segment().asSlice(i * all, all);
    }
  }

  /** One factor of all channels; what is written to the first row's is {@link #repeat}ed. */
  MemorySegment get(int index) {
    return factors[index];
  }

  /** Sets one factor of all channels. */
  void set(int index, MemorySegment values) {
    MemorySegment.copy(values, 0, factors[index], 0, bytes);
    repeat(index);
  }

  /** The other rows' factors are the first row's. */
  void repeat(int... indices) {
    for (int index : indices) {
      var factor = factors[index];
      for (long done = bytes; done < factor.byteSize(); done *= 2) {
        MemorySegment.copy(factor, 0, factor, done, done);
      }
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
