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

  void set(int index, int channel, double value) {
    var factor = factors[index];
    for (int i = channel; i < width; i += channels) {
      factor.setAtIndex(JAVA_FLOAT, i, (float) value);
    }
  }

  /** Factors 0 to 2 of {@code y = (x - center) · scale + shift}, the center rounded to float32. */
  void setNormalizing(int channel, double center, double scale, double shift) {
    set(0, channel, center);
    set(1, channel, scale);
    set(2, channel, shift - (center - (float) center) * scale);
  }

  /**
   * Makes inverse deviations of variances. A loop of its own, which C2 turns into vectors: root and
   * quotient take longer than all else that is done for a channel.
   */
  static void invertDeviations(double[] variances, double epsilon) {
    for (int i = 0; i < variances.length; i++) {
      variances[i] = 1 / Math.sqrt(variances[i] + epsilon);
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
