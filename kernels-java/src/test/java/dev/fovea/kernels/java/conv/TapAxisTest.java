package dev.fovea.kernels.java.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.op.Conv2d.Padding;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.java.conv.TapAxis.Run;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TapAxisTest {
  private static final Window PADDED = Window.of(4, 3).padding(1);

  @Test
  void outputsLeaveTapsInThePaddingOut() {
    var axis = TapAxis.forward(PADDED, Padding.ZERO);
    assertArrayEquals(new int[][] {{1, 2}, {0, 1, 2}, {0, 1, 2}, {0, 1}}, axis.taps());
    assertArrayEquals(new int[][] {{0, 1}, {0, 1, 2}, {1, 2, 3}, {2, 3}}, axis.sources());
  }

  @Test
  void edgePaddingReadsTheNearestCell() {
    var axis = TapAxis.forward(PADDED, Padding.EDGE);
    assertArrayEquals(new int[][] {{0, 0, 1}, {0, 1, 2}, {1, 2, 3}, {2, 3, 3}}, axis.sources());
  }

  @Test
  void cellsAreMadeOfTheOutputsThatReadThem() {
    // windows of outputs 0 and 1: cells -1, 0, 1 and 1, 2, 3
    var axis = TapAxis.backward(PADDED.stride(2), Padding.ZERO);
    assertArrayEquals(new int[][] {{1}, {2, 0}, {1}, {2}}, axis.taps());
    assertArrayEquals(new int[][] {{0}, {0, 1}, {1}, {1}}, axis.sources());
  }

  @Test
  void edgeCellsGetTheirPaddingsGradients() {
    var axis = TapAxis.backward(PADDED.stride(2), Padding.EDGE);
    assertArrayEquals(new int[] {0, 1}, axis.taps()[0]);
    assertArrayEquals(new int[] {0, 0}, axis.sources()[0]);
  }

  @Test
  void cellsThatNoWindowReadsHaveNoTaps() {
    var axis = TapAxis.backward(Window.of(5, 1).stride(3), Padding.ZERO);
    assertArrayEquals(new int[][] {{0}, {}, {}, {0}, {}}, axis.taps());
  }

  @Test
  void neighboursWithTheSameTapsAreOneRun() {
    var axis = TapAxis.forward(Window.of(6, 3).padding(1), Padding.ZERO);
    assertEquals(
        List.of(new Run(0, 1, 1, 0), new Run(1, 4, 1, 1), new Run(5, 1, 1, 0)), axis.runs(1));
  }

  @Test
  void targetsAStrideApartAreOneRun() {
    var axis = TapAxis.backward(Window.of(7, 3).stride(2), Padding.ZERO);
    assertEquals(
        List.of(new Run(0, 1, 2, 0), new Run(2, 2, 2, 1), new Run(6, 1, 2, 0), new Run(1, 3, 2, 1)),
        axis.runs(2));
  }

  static Stream<Window> windows() {
    return Stream.of(
        Window.of(1, 1),
        PADDED,
        PADDED.stride(2),
        Window.of(9, 3).padding(2).dilation(2),
        Window.of(8, 2).stride(3),
        Window.of(11, 5).stride(2).padding(4, 1),
        Window.of(3, 3).padding(5).stride(4));
  }

  /** Forward and backward name the same products; runs hold each target once, as they say. */
  @ParameterizedTest
  @MethodSource("windows")
  void bothDirectionsAreTheSameSums(Window window) {
    for (var padding : Padding.values()) {
      var forward = TapAxis.forward(window, padding);
      var backward = TapAxis.backward(window, padding);
      assertEquals(
          products(forward, false).sorted().toList(), products(backward, true).sorted().toList());
      for (int step = 1; step <= 3; step++) {
        assertRuns(forward, step);
        assertRuns(backward, step);
      }
    }
  }

  private static Stream<String> products(TapAxis axis, boolean swapped) {
    var products = Stream.<String>builder();
    for (int target = 0; target < axis.size(); target++) {
      for (int j = 0; j < axis.taps()[target].length; j++) {
        int source = axis.sources()[target][j];
        products.add(
            (swapped ? source + " " + target : target + " " + source)
                + " "
                + axis.taps()[target][j]);
      }
    }
    return products.build();
  }

  private static void assertRuns(TapAxis axis, int step) {
    var seen = new int[axis.size()];
    for (var run : axis.runs(step)) {
      for (int i = 0; i < run.count(); i++) {
        int target = run.first() + i * run.step();
        int shift = i * run.sourceStep();
        seen[target]++;
        assertArrayEquals(axis.taps()[run.first()], axis.taps()[target]);
        for (int j = 0; j < axis.sources()[target].length; j++) {
          assertEquals(axis.sources()[run.first()][j] + shift, axis.sources()[target][j]);
        }
      }
    }
    for (int count : seen) {
      assertEquals(1, count);
    }
  }
}
