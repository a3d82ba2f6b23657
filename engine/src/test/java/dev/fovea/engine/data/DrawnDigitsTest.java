package dev.fovea.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  private static final TrainTest DIGITS = DrawnDigits.draw(1, 2000, 500);

  @Test
  void sizesAndClassesAreAsAsked() {
    assertEquals(2000, DIGITS.train().size());
    assertEquals(500, DIGITS.test().size());
    assertEquals(Shape.of(28, 28, 1), DIGITS.train().sampleShape());
    var counts = new int[10];
    for (int index = 0; index < 2000; index++) {
      counts[DIGITS.train().label(index)]++;
    }
    for (int count : counts) {
      assertEquals(200, count);
    }
    assertThrows(FoveaException.class, () -> DrawnDigits.draw(1, 0, 10));
  }

  @Test
  void aDigitIsAFunctionOfSeedAndIndex() {
    var fewer = DrawnDigits.draw(1, 17, 3);
    assertArrayEquals(values(DIGITS.train(), 16), values(fewer.train(), 16));
    assertArrayEquals(values(DIGITS.test(), 2), values(fewer.test(), 2));
    var other = DrawnDigits.draw(2, 17, 3);
    assertFalse(Arrays.equals(values(fewer.train(), 16), values(other.train(), 16)));
  }

  @Test
  void threadsThatReadAtOnceSeeTheSame() {
    var together = DrawnDigits.draw(1, 300, 1).train();
    var hashes =
        IntStream.range(0, 4 * 300)
            .parallel()
            .map(i -> Arrays.hashCode(values(together, i % 300)))
            .toArray();
    for (int i = 0; i < hashes.length; i++) {
      assertEquals(Arrays.hashCode(values(DIGITS.train(), i % 300)), hashes[i], "sample " + i);
    }
  }

  @Test
  void noTwoDigitsAreEqual() {
    var seen = new HashSet<Integer>();
    for (var part : List.of(DIGITS.train(), DIGITS.test())) {
      for (int index = 0; index < part.size(); index++) {
        seen.add(Arrays.hashCode(values(part, index)));
      }
    }
    assertEquals(2500, seen.size(), "training and test parts are disjoint");
  }

  @Test
  void theyAreWhiteOnBlackInTheMiddle() {
    for (int index = 0; index < 2000; index++) {
      float[] values = values(DIGITS.train(), index);
      double ink = 0;
      double row = 0;
      double column = 0;
      float brightest = 0;
      for (int pixel = 0; pixel < values.length; pixel++) {
        ink += values[pixel];
        int above = pixel / 28;
        row += values[pixel] * (above + 0.5);
        column += values[pixel] * (pixel % 28 + 0.5);
        brightest = Math.max(brightest, values[pixel]);
      }
      assertTrue(ink > 10 && ink < 350, "ink of sample " + index + ": " + ink);
      assertTrue(brightest > 0.5, "brightest of sample " + index + ": " + brightest);
      assertEquals(14, row / ink, 6, "row of sample " + index);
      assertEquals(14, column / ink, 6, "column of sample " + index);
    }
  }

  /** Neither so alike that any model knows them, nor so wild that none could. */
  @Test
  void theNearestOfTheTrainingDigitsIsMostlyTheSame() {
    int right = 0;
    var training = new float[DIGITS.train().size()][];
    Arrays.setAll(training, index -> values(DIGITS.train(), index));
    for (int index = 0; index < 500; index++) {
      float[] digit = values(DIGITS.test(), index);
      int nearest = 0;
      float smallest = Float.POSITIVE_INFINITY;
      for (int candidate = 0; candidate < training.length; candidate++) {
        float distance = squaredDistance(digit, training[candidate]);
        if (distance < smallest) {
          smallest = distance;
          nearest = candidate;
        }
      }
      right += DIGITS.train().label(nearest) == DIGITS.test().label(index) ? 1 : 0;
    }
    double accuracy = right / 500.0;
    assertTrue(accuracy > 0.8 && accuracy < 0.98, "nearest neighbour: " + accuracy);
  }

  private static float squaredDistance(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static float[] values(Dataset dataset, int index) {
    var values = new float[28 * 28];
    dataset.read(index, values, 0);
    return values;
  }
}
