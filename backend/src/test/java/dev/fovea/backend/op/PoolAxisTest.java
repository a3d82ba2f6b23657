package dev.fovea.backend.op;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolAxisTest {
  /**
   * Output sizes from published networks: LeNet, VGG, ResNet, AlexNet, then dilation, a remainder.
   */
  @ParameterizedTest
  @CsvSource({
    "28, 5, 1, 2, 2, 1, 28",
    "224, 3, 1, 1, 1, 1, 224",
    "224, 7, 2, 3, 3, 1, 112",
    "227, 11, 4, 0, 0, 1, 55",
    "65, 3, 1, 0, 0, 12, 41",
    "17, 3, 4, 0, 1, 1, 4",
    "1, 1, 1, 0, 0, 1, 1"
  })
  void slidingWindowsCount(
      int size, int kernel, int stride, int before, int after, int dilation, int output) {
    assertEquals(output, new Window(size, kernel, stride, before, after, dilation).output());
  }

  @ParameterizedTest
  @CsvSource({
    "16, 3, 1, 1, 1",
    "16, 3, 2, 0, 1",
    "17, 3, 2, 1, 1",
    "17, 2, 1, 0, 1",
    "5, 1, 3, 0, 0",
    "3, 7, 16, 2, 2"
  })
  void samePaddingGivesCeilOfSizeOverStride(
      int size, int kernel, int stride, int before, int after) {
    var window = Window.of(size, kernel).stride(stride).same();
    assertEquals(Window.of(size, kernel).stride(stride).padding(before, after), window);
    assertEquals((size + stride - 1) / stride, window.output());
  }

  @Test
  void samePaddingOfAVeryLongStride() {
    assertEquals(1, Window.of(9, 3).stride(Integer.MAX_VALUE).same().output());
  }

  @Test
  void aSlidingWindowEndsAtTheImage() {
    var window = Window.of(5, 3).stride(2).padding(1);
    assertEquals(3, window.output());
    assertEquals(0, window.begin(0));
    assertEquals(2, window.end(0));
    assertEquals(1, window.begin(1));
    assertEquals(4, window.end(1));
    assertEquals(3, window.begin(2));
    assertEquals(5, window.end(2));
    assertEquals(3, window.extent(0));
    assertEquals(3, window.extent(2));
  }

  @Test
  void dilationSpreadsTheTaps() {
    var window = Window.of(7, 3).dilation(3);
    assertEquals(7, window.span());
    assertTrue(window.fits());
    assertFalse(Window.of(6, 3).dilation(3).fits());
  }

  @Test
  void adaptiveWindowsDivideTheAxis() {
    var axis = new Adaptive(5, 3);
    assertEquals(0, axis.begin(0));
    assertEquals(2, axis.end(0));
    assertEquals(1, axis.begin(1));
    assertEquals(4, axis.end(1));
    assertEquals(3, axis.begin(2));
    assertEquals(5, axis.end(2));
    assertEquals(3, axis.extent(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 63, 64, 65, 129})
  void adaptiveWindowsLeaveNoCellOut(int size) {
    for (int output : new int[] {1, 3, 17, 64, 129}) {
      var axis = new Adaptive(size, output);
      int covered = 0;
      for (int window = 0; window < output; window++) {
        assertTrue(axis.begin(window) <= covered, "gap before window " + window);
        assertTrue(axis.begin(window) < axis.end(window), "empty window " + window);
        covered = axis.end(window);
      }
      assertEquals(size, covered);
    }
  }

  @Test
  void refuses() {
    assertRefused(
        "window: sizes must be positive: size=0, kernel=3, stride=1, dilation=1",
        () -> Window.of(0, 3));
    assertRefused(
        "window: padding must not be negative: before=-1, after=0",
        () -> Window.of(4, 3).padding(-1, 0));
    assertRefused(
        "window: larger than an int counts: 2147483647 cells, kernel=3, dilation=1",
        () -> Window.of(Integer.MAX_VALUE, 3));
    assertRefused("pool2d: sizes must be positive: input=4, output=0", () -> new Adaptive(4, 0));
  }
}
