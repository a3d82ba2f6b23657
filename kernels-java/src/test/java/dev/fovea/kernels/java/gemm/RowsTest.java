package dev.fovea.kernels.java.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packed values are those at the positions, whether steps come in runs or not. */
class RowsTest {
  private final Random random = new Random(1);

  @Test
  void steps() {
    packsWhatLiesThere(IntStream.range(0, 40).toArray());
  }

  @Test
  void longRuns() {
    packsWhatLiesThere(IntStream.range(0, 40).map(i -> i / 10 * 37 + i % 10).toArray());
  }

  @Test
  void longRunsThenShortOnes() {
    packsWhatLiesThere(IntStream.range(0, 40).map(i -> i < 20 ? i : 3 * i).toArray());
  }

  @Test
  void noRuns() {
    packsWhatLiesThere(random.ints(40, 0, 500).toArray());
  }

  private void packsWhatLiesThere(int[] steps) {
    var values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    var rows = random.ints(9, 0, 1400).toArray();
    var packed = new float[Rows.length(7, 12)];
    Rows.pack(new Block(values, 5, rows, 2, steps, 1), 7, 39, packed);
    for (int i = 0; i < 7; i++) {
      for (int k = 0; k < 39; k++) {
        assertEquals(5 + rows[2 + i] + steps[1 + k], packed[i * Rows.DISTANCE + k]);
      }
    }
  }
}
