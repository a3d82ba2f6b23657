package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packed values are those at the positions, whether steps come in runs or not. */
class StripsTest {
  private final Random random = new Random(1);

  @Test
  void steps() {
    packsWhatLiesThere(IntStream.range(0, 140).toArray());
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
    var rows = random.ints(9, 0, 1400).toArray();
    var packed = new float[Strips.length(3, 7, 139)];
    var strips = new Strips(3, 139, packed);
    strips.pack(new Block(values, 5, rows, 2, steps, 1), 7);
    for (int i = 0; i < 7; i++) {
      for (int k = 0; k < 139; k++) {
        int at = strips.offset(i) + Strips.position(3, i % 3, k);
        assertEquals(5 + rows[2 + i] + steps[1 + k], packed[at]);
      }
    }
  }

  @Test
  void stepByStep() {
    var packed = new float[Strips.length(4, 10, 70)];
    var strips = new Strips(4, 70, packed);
    for (int k = 0; k < 70; k++) {
      var line = new float[10];
      for (int i = 0; i < line.length; i++) {
        line[i] = 100 * i + k;
      }
      strips.putStep(k, line, line.length);
    }
    for (int i = 0; i < 10; i++) {
      for (int k = 0; k < 70; k++) {
        assertEquals(100 * i + k, packed[strips.offset(i) + Strips.position(4, i % 4, k)]);
      }
    }
  }
}
