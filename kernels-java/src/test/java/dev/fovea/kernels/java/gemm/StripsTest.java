package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packed values are those at the positions, whether steps come in runs or not. */
class StripsTest {
  /** More than two strips and a part of one, with the two that are skipped. */
  private static final int ROWS = 2 * Strips.HEIGHT + 5;

  private final Random random = new Random(1);

  @Test
  void steps() {
    packsWhatLiesThere(IntStream.range(0, 140).toArray());
  }

  @Test
  void moreStepsThanAChunk() {
    packsWhatLiesThere(IntStream.range(0, 2 * Strips.CHUNK + 9).toArray());
  }

  @Test
  void longRuns() {
    packsWhatLiesThere(IntStream.range(0, 140).map(i -> i / 10 * 17 + i % 10).toArray());
  }

  @Test
  void longRunsThenShortOnes() {
    packsWhatLiesThere(IntStream.range(0, 140).map(i -> i < 20 ? i : 3 * i).toArray());
  }

  @Test
  void noRuns() {
    packsWhatLiesThere(random.ints(140, 0, 500).toArray());
  }

  private void packsWhatLiesThere(int[] steps) {
    var values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    var rows = random.ints(ROWS, 0, 1400).toArray();
    int count = ROWS - 2;
    int depth = steps.length - 1;
    var packed = new float[Strips.length(count, depth)];
    var strips = new Strips(depth, packed);
    strips.pack(new Block(values, 5, rows, 2, steps, 1), count, new float[Strips.LINES]);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < depth; k++) {
        assertEquals(5 + rows[2 + i] + steps[1 + k], packed[strips.position(i, k)]);
      }
    }
  }

  @Test
  void stepByStep() {
    var packed = new float[Strips.length(ROWS, 70)];
    var strips = new Strips(70, packed);
    for (int first : new int[] {0, 2 * Strips.HEIGHT}) {
      for (int k = 0; k < 70; k++) {
        var line = new float[first == 0 ? 2 * Strips.HEIGHT : ROWS - first];
        for (int i = 0; i < line.length; i++) {
          line[i] = 100 * (first + i) + k;
        }
        strips.putStep(k, first, line, line.length);
      }
    }
    for (int i = 0; i < ROWS; i++) {
      for (int k = 0; k < 70; k++) {
        assertEquals(100 * i + k, packed[strips.position(i, k)]);
      }
    }
  }
}
