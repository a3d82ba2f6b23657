package dev.fovea.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {
  private static final int DRAWS = 100_000;

  @Test
  void aStreamIsAFunctionOfItsNumbers() {
    var stream = new RandomStream(5, 7);
    int[] once = IntStream.range(0, 100).map(_ -> stream.nextWord()).toArray();
    stream.nextGaussian();
    stream.restart(5, 7);
    int[] again = IntStream.range(0, 100).map(_ -> stream.nextWord()).toArray();
    assertArrayEquals(once, again);
  }

  @Test
  void seedsAndStreamsDiffer() {
    var words = new HashSet<Integer>();
    int streams = 0;
    for (long seed : new long[] {0, 1, -1, 1L << 32, Long.MIN_VALUE}) {
      for (long stream : new long[] {0, 1, -1, 1L << 32, Long.MIN_VALUE}) {
        words.add(new RandomStream(seed, stream).nextWord());
        streams++;
      }
    }
    assertEquals(streams, words.size());
    assertNotEquals(RandomStream.seed(1, 1), RandomStream.seed(1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 64})
  void integersAreEquallyLikely(int bound) {
    var stream = new RandomStream(1, bound);
    var counts = new int[bound];
    for (int i = 0; i < DRAWS; i++) {
      counts[stream.nextInt(bound)]++;
    }
    double mean = (double) DRAWS / bound;
    for (int count : counts) {
      assertEquals(mean, count, 5 * Math.sqrt(mean), "five standard deviations");
    }
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    var stream = new RandomStream(3, 0);
    double[] sums = new double[4];
    for (int i = 0; i < DRAWS; i++) {
      float uniform = stream.uniform(-2, 4);
      float normal = stream.nextGaussian();
      assertTrue(uniform >= -2 && uniform < 4);
      sums[0] += uniform;
      sums[1] += (uniform - 1) * (uniform - 1);
      sums[2] += normal;
      sums[3] += normal * normal;
    }
    assertEquals(1, sums[0] / DRAWS, 0.03);
    assertEquals(3, sums[1] / DRAWS, 0.05);
    assertEquals(0, sums[2] / DRAWS, 0.02);
    assertEquals(1, sums[3] / DRAWS, 0.03);
  }
}
