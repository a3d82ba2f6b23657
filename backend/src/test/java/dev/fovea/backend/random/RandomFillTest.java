package dev.fovea.backend.random;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomFillTest {
  private static final int MANY = 1 << 16;

  private static float[] fill(Fill op, RandomState random, long... ends) {
    try (var arena = Arena.ofConfined()) {
      var segment = arena.allocate(JAVA_FLOAT, op.length());
      long begin = 0;
      for (long end : ends) {
        RandomFill.fill(op, random, segment, begin, end);
        begin = end;
      }
      RandomFill.fill(op, random, segment, begin, op.length());
      return segment.toArray(JAVA_FLOAT);
    }
  }

  /** Words 6627e8d5 e169c58d bc57ac4c 9b00dbd8; the quantiles are those of Python's statistics. */
  @Test
  void firstValuesOfSeedZero() {
    var start = RandomState.of(0);
    assertArrayEquals(
        new float[] {0x6627e8p-24f, 0xe169c5p-24f, 0xbc57acp-24f, 0x9b00dbp-24f},
        fill(Fill.uniform(4, 0, 1), start));
    assertArrayEquals(NORMALS, fill(Fill.normal(4, 0, 1), start));
  }

  private static final float[] NORMALS = {-0.255816013f, 1.1775912f, 0.630183697f, 0.267562211f};

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 63, 64, 65, 129})
  void rangesJoin(int length) {
    var state = new RandomState(-5, 1L << 40);
    for (var op : new Fill[] {Fill.uniform(length, -2, 3), Fill.normal(length, 1, 2)}) {
      var whole = fill(op, state);
      assertArrayEquals(whole, fill(op, state, length / 3, length / 2));
      for (int i = 0; i < length; i++) {
        assertEquals(RandomFill.value(op, Philox.word(state, i)), whole[i]);
      }
    }
  }

  /** Bounds are five standard deviations of the estimate. */
  @Test
  void uniformMoments() {
    var values = fill(Fill.uniform(MANY, -1, 3), RandomState.of(1));
    double[] moments = moments(values, 1, 4 / Math.sqrt(12));
    assertEquals(0, moments[1], 5.0 / 256);
    assertEquals(1, moments[2], 5 * Math.sqrt(0.8) / 256);
    for (float value : values) {
      assertEquals(1, value, 2);
    }
  }

  /** Bounds are five standard deviations of the estimate. */
  @Test
  void normalMoments() {
    double[] moments = moments(fill(Fill.normal(MANY, 3, 0.5f), RandomState.of(1)), 3, 0.5);
    assertEquals(0, moments[1], 5.0 / 256);
    assertEquals(1, moments[2], 5 * Math.sqrt(2) / 256);
    assertEquals(0, moments[3], 5 * Math.sqrt(15) / 256);
    assertEquals(3, moments[4], 5 * Math.sqrt(96) / 256);
  }

  private static double[] moments(float[] values, double mean, double deviation) {
    var moments = new double[5];
    for (float value : values) {
      for (int k = 0; k < moments.length; k++) {
        moments[k] += Math.pow((value - mean) / deviation, k) / values.length;
      }
    }
    return moments;
  }
}
