package dev.fovea.kernels.java.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole numbers, whose sums are exact in any order. */
class LaneFoldsTest {
  private static final int MOST = 16;

  @BeforeEach
  void needsVectors() {
    assumeTrue(VectorMode.current().isVector(), VectorMode.current().description());
  }

  private static float value(int vector, int lane) {
    return (vector * 37 + lane * 11) % 101 - 50;
  }

  /** So many vectors, and NaN in what must not count. */
  private static MemorySegment vectors(Arena arena, int count) {
    var memory = arena.allocate((long) MOST * Lanes.BYTES, 64);
    for (int i = 0; i < MOST * Lanes.COUNT; i++) {
      int vector = i / Lanes.COUNT;
      memory.setAtIndex(JAVA_FLOAT, i, vector < count ? value(vector, i % Lanes.COUNT) : Float.NaN);
    }
    return memory;
  }

  @Test
  void sums() {
    for (int count = 1; count <= MOST; count++) {
      try (var arena = Arena.ofConfined()) {
        float[] sums = new float[MOST];
        LaneFolds.sums(vectors(arena, count), count, sums);
        for (int vector = 0; vector < count; vector++) {
          float expected = 0;
          for (int lane = 0; lane < Lanes.COUNT; lane++) {
            expected += value(vector, lane);
          }
          assertEquals(expected, sums[vector], count + " vectors, vector " + vector);
        }
      }
    }
  }

  @Test
  void sumsOfFour() {
    try (var arena = Arena.ofConfined()) {
      var vectors = vectors(arena, 4);
      var sums = new float[MOST];
      var four =
          LaneFolds.sumsOfFour(
              Lanes.load(vectors, 0),
              Lanes.load(vectors, Lanes.BYTES),
              Lanes.load(vectors, 2L * Lanes.BYTES),
              Lanes.load(vectors, 3L * Lanes.BYTES));
      LaneFolds.sums(vectors, 4, sums);
      assertEquals(sums[0], four.lane(0));
      assertEquals(sums[1], four.lane(LaneFolds.SECOND_SUM));
      assertEquals(sums[2], four.lane(LaneFolds.THIRD_SUM));
      assertEquals(sums[3], four.lane(LaneFolds.FOURTH_SUM));
    }
  }

  @Test
  void maxima() {
    for (int count = 1; count <= MOST; count++) {
      try (var arena = Arena.ofConfined()) {
        float[] largest = new float[MOST];
        LaneFolds.maxima(vectors(arena, count), count, largest);
        for (int vector = 0; vector < count; vector++) {
          float expected = Float.NEGATIVE_INFINITY;
          for (int lane = 0; lane < Lanes.COUNT; lane++) {
            expected = Math.max(expected, value(vector, lane));
          }
          assertEquals(expected, largest[vector], count + " vectors, vector " + vector);
        }
      }
    }
  }

  @Test
  void ofOneVector() {
    try (var arena = Arena.ofConfined()) {
      for (int vector = 0; vector < MOST; vector++) {
        var values = Lanes.load(vectors(arena, MOST), (long) vector * Lanes.BYTES);
        float sum = 0;
        float largest = Float.NEGATIVE_INFINITY;
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          sum += value(vector, lane);
          largest = Math.max(largest, value(vector, lane));
        }
        assertEquals(sum, LaneFolds.sum(values));
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          assertEquals(sum, LaneFolds.spreadSum(values).lane(lane));
          assertEquals(largest, LaneFolds.spreadMaximum(values).lane(lane));
        }
      }
    }
  }
}
