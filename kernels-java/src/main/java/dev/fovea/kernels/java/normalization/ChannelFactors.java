package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.fovea.kernels.java.memory.Scratch;
import dev.fovea.kernels.java.memory.ScratchPool;
import java.lang.foreign.MemorySegment;

/** Float32 factors, a few for each channel; where several rows are taken as one, repeated. */
final class ChannelFactors implements AutoCloseable {
  private static final int FACTORS = 4;

  private final int channels;
  private final int width;
  private final Scratch memory;
  private final MemorySegment[] factors = new MemorySegment[FACTORS];

  /**
   * Factors of no value yet.
   *
   * @param width the channels, or those of several rows taken as one
   */
  ChannelFactors(int channels, int width, ScratchPool scratch) {
    this.channels = channels;
    this.width = width;
    this.memory = scratch.floats((long) FACTORS * width);
    long bytes = (long) width * Float.BYTES;
    for (int i = 0; i < FACTORS; i++) {
      factors[i] = memory.segment().asSlice(i * bytes, bytes);
    }
  }

  /** One factor of all channels. */
  MemorySegment get(int index) {
    return factors[index];
  }

  /** Of some of them. */
  MemorySegment get(int index, int column, int count) {
    return factors[index].asSlice((long) column * Float.BYTES, (long) count * Float.BYTES);
  }

  /** Sets one factor of all channels. */
  void set(int index, float[] values) {
    for (int first = 0; first < width; first += channels) {
      MemorySegment.copy(
          values, 0, factors[index], JAVA_FLOAT, (long) first * Float.BYTES, channels);
    }
  }

  /**
   * Factors 0 to 2 of {@code y = (x - center) · scale + shift}, the scale being {@code gamma ·
   * inverse}; the center is rounded to float32, and what that changes is made up for.
   */
  void setNormalizing(double[] center, double[] inverse, MemorySegment gamma, MemorySegment beta) {
    var mean = ChannelValues.round(center);
    var scale = ChannelValues.widen(ChannelValues.read(gamma, channels));
    var shift = ChannelValues.widen(ChannelValues.read(beta, channels));
    for (int c = 0; c < channels; c++) {
      scale[c] *= inverse[c];
      shift[c] -= (center[c] - mean[c]) * scale[c];
    }
    set(0, mean);
    set(1, ChannelValues.round(scale));
    set(2, ChannelValues.round(shift));
  }

  @Override
  public void close() {
    memory.close();
  }
}
