package dev.fovea.kernels.java.normalization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * One value per channel, in arrays: loops over them C2 turns into vectors. In segments, one channel
 * after the other, what is computed once for each of 2048 channels took as long as 49 rows.
 */
final class ChannelValues {
  private ChannelValues() {}

  /** {@code 1 / √(variance + epsilon)} */
  static double[] inverseDeviations(double[] variances, double epsilon) {
    var inverse = new double[variances.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / Math.sqrt(variances[i] + epsilon);
    }
    return inverse;
  }

  /** A memory's first values. */
  static float[] read(MemorySegment memory, int count) {
    var values = new float[count];
    MemorySegment.copy(memory, JAVA_FLOAT, 0, values, 0, count);
    return values;
  }

  /** Writes values, rounded, from a memory's first on. */
  static void write(double[] values, MemorySegment memory) {
    MemorySegment.copy(round(values), 0, memory, JAVA_FLOAT, 0, values.length);
  }

  static double[] widen(float[] values) {
    var wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  static float[] round(double[] values) {
    var rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }
}
