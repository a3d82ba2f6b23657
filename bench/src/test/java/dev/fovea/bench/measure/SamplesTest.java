package dev.fovea.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private final Samples samples =
      new Samples(List.of(new double[] {1, 9, 2}, new double[] {4, 4, 4}, new double[] {3, 3, 9}));

  @Test
  void theMedianIsOverForksOfEachForksMedian() {
    assertEquals(3, samples.median());
    assertEquals(2, samples.least());
    assertEquals(4, samples.most());
  }

  @Test
  void aRatioIsTakenWithinARound() {
    // The machine slows down threefold in the second round of both: the ratio does not notice.
    var fovea = new Samples(List.of(new double[] {10, 30, 10}));
    var peer = new Samples(List.of(new double[] {20, 60, 19}));
    assertEquals(2, peer.ratioTo(fovea));
  }

  @Test
  void anEvenNumberOfValuesHasItsMedianInBetween() {
    assertEquals(2.5, Samples.median(4, 1, 3, 2));
  }
}
