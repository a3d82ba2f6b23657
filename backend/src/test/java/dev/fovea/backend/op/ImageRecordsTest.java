package dev.fovea.backend.op;

import static dev.fovea.backend.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.op.Resize2d.Mode;
import dev.fovea.backend.op.Resize2d.Tap;
import org.junit.jupiter.api.Test;

class ImageRecordsTest {
  private static Resize2d resize(Mode mode, int from, int to, boolean alignCorners) {
    return new Resize2d(mode, 1, from, 1, to, 1, 1, alignCorners);
  }

  @Test
  void poolingDerivesShapesAndDivisors() {
    var rows = Window.of(5, 3).stride(2).padding(1);
    var inside = Pool2d.average(2, rows, new Adaptive(8, 2), 3);
    assertEquals(Shape.of(2, 5, 8, 3), inside.input());
    assertEquals(Shape.of(2, 3, 2, 3), inside.output());
    assertEquals(2 * 4, inside.divisor(0, 0));
    assertEquals(3 * 4, inside.divisor(1, 1));
    var counted = new Pool2d(Pool2d.Kind.AVERAGE, 2, rows, rows, 3, true);
    assertEquals(9, counted.divisor(0, 2));
  }

  @Test
  void poolingRefuses() {
    var good = Window.of(4, 2);
    assertRefused(
        "pool2d: sizes must be positive: n=1, channels=0", () -> Pool2d.max(1, good, good, 0));
    assertRefused(
        "pool2d: window larger than padded input: columns=" + Window.of(4, 5),
        () -> Pool2d.max(1, good, Window.of(4, 5), 1));
    assertRefused(
        "pool2d: dilation must be 1: rows=" + good.dilation(2),
        () -> Pool2d.max(1, good.dilation(2), good, 1));
    assertRefused(
        "pool2d: a window lies in the padding alone: rows=" + good.padding(2, 0),
        () -> Pool2d.max(1, good.padding(2, 0), good, 1));
    assertRefused(
        "pool2d: a window lies in the padding alone: rows=" + good.padding(0, 2),
        () -> Pool2d.max(1, good.padding(0, 2), good, 1));
  }

  @Test
  void bilinearTapsLieAtHalfPixelCentres() {
    var up = resize(Mode.BILINEAR, 2, 4, false);
    assertEquals(new Tap(0, 1, 0), up.row(0)); // -0.25, clamped
    assertEquals(new Tap(0, 1, 0.25f), up.row(1));
    assertEquals(new Tap(0, 1, 0.75f), up.row(2));
    assertEquals(new Tap(1, 1, 0), up.row(3)); // 1.25, clamped
    var down = resize(Mode.BILINEAR, 4, 2, false);
    assertEquals(new Tap(0, 1, 0.5f), down.row(0));
    assertEquals(new Tap(2, 3, 0.5f), down.row(1));
  }

  @Test
  void alignedCornersCoincide() {
    var up = resize(Mode.BILINEAR, 3, 5, true);
    assertEquals(new Tap(0, 1, 0), up.row(0));
    assertEquals(new Tap(0, 1, 0.5f), up.row(1));
    assertEquals(new Tap(1, 2, 0.5f), up.row(3));
    assertEquals(new Tap(2, 2, 0), up.row(4));
    assertEquals(new Tap(0, 1, 0), resize(Mode.BILINEAR, 3, 1, true).row(0));
  }

  @Test
  void nearestTakesOneCell() {
    var up = resize(Mode.NEAREST, 2, 5, false); // floor of 0, 0.4, 0.8, 1.2, 1.6
    assertEquals(new Tap(0, 0, 0), up.row(2));
    assertEquals(new Tap(1, 1, 0), up.row(3));
    var aligned = resize(Mode.NEAREST, 2, 3, true); // 0, 0.5, 1: half goes up
    assertEquals(new Tap(0, 0, 0), aligned.row(0));
    assertEquals(new Tap(1, 1, 0), aligned.row(1));
    assertEquals(new Tap(0, 0, 0), resize(Mode.NEAREST, 7, 1, true).row(0));
  }

  @Test
  void resizeDerivesShapesAndRefuses() {
    var op = new Resize2d(Mode.BILINEAR, 2, 3, 5, 7, 11, 4, false);
    assertEquals(Shape.of(2, 3, 5, 4), op.input());
    assertEquals(Shape.of(2, 7, 11, 4), op.output());
    assertEquals("resizeBilinear", op.operation());
    assertRefused(
        "resize2d: sizes must be positive: n=1, input=3x5, output=0x2, channels=4",
        () -> new Resize2d(Mode.NEAREST, 1, 3, 5, 0, 2, 4, false));
  }
}
