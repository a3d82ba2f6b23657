package dev.fovea.backend.reference;

import dev.fovea.backend.op.Adaptive;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Window;
import org.junit.jupiter.api.Test;

class ReferencePoolingTest extends ReferenceFixture {
  private static final Window ONE = Window.of(1, 1);

  /** 3×3 image, windows half in the padding. */
  private static final Window PADDED = Window.of(3, 2).stride(2).padding(1);

  @Test
  void maximumAndItsPosition() {
    var op = Pool2d.max(1, Window.of(4, 2).stride(2), Window.of(4, 2).stride(2), 1);
    var y = output(4);
    var indices = ints(-1, -1, -1, -1);
    backend.pool2d(op, counting(1, 16), y, indices);
    assertValues(y, 6, 8, 14, 16);
    assertInts(indices, 5, 7, 13, 15);
  }

  @Test
  void positionsCountRowsOfTheImagesWidth() {
    var op = Pool2d.max(1, Window.of(2, 2), Window.of(4, 2).stride(2), 1);
    var y = output(2);
    var indices = ints(-1, -1);
    backend.pool2d(op, counting(1, 8), y, indices);
    assertValues(y, 6, 8);
    assertInts(indices, 5, 7);
    var dx = output(8);
    backend.pool2dGradient(op, of(1, 2), indices, dx);
    assertValues(dx, 0, 0, 0, 0, 0, 1, 0, 2);
  }

  @Test
  void maximumNeedsNoIndices() {
    var y = output(2);
    backend.pool2d(Pool2d.max(1, ONE, Window.of(3, 2), 1), of(1, 3, 2), y, null);
    assertValues(y, 3, 3);
  }

  @Test
  void theFirstOfEqualsAndTheFirstNanWin() {
    var op = Pool2d.max(1, ONE, Window.of(9, 3).stride(3), 1);
    var y = output(3);
    var indices = ints(-1, -1, -1);
    backend.pool2d(op, of(2, 5, 5, 9, NAN, NAN, 0, -0.0, 0), y, indices);
    assertValues(y, 5, NAN, 0);
    assertInts(indices, 1, 4, 6);
  }

  @Test
  void paddingNeverWins() {
    var y = output(4);
    var indices = ints(-1, -1, -1, -1);
    backend.pool2d(Pool2d.max(1, PADDED, PADDED, 1), counting(-9, 9), y, indices);
    assertValues(y, -9, -7, -3, -1);
    assertInts(indices, 0, 2, 6, 8);
  }

  @Test
  void channelsAndImagesAreApart() {
    // [2,1,2,2]: the position counts cells of one image, not channels
    var op = Pool2d.max(2, ONE, Window.of(2, 2), 2);
    var y = output(4);
    var indices = ints(-1, -1, -1, -1);
    backend.pool2d(op, of(1, 4, 2, 3, 8, 5, 7, 6), y, indices);
    assertValues(y, 2, 4, 8, 6);
    assertInts(indices, 1, 0, 0, 1);
    var dx = output(8);
    backend.pool2dGradient(op, of(10, 20, 30, 40), indices, dx);
    assertValues(dx, 0, 20, 10, 0, 30, 0, 0, 40);
  }

  @Test
  void gradientsOfOverlappingMaximaAddUp() {
    var dx = output(3);
    backend.pool2dGradient(Pool2d.max(1, ONE, Window.of(3, 2), 1), of(3, 4), ints(1, 1), dx);
    assertValues(dx, 0, 7, 0);
  }

  @Test
  void averageDividesByTheCellsInside() {
    var y = output(4);
    backend.pool2d(Pool2d.average(1, PADDED, PADDED, 1), counting(1, 9), y, null);
    assertValues(y, 1, 2.5, 5.5, 7);
  }

  @Test
  void averageMayCountPadding() {
    var op = new Pool2d(Pool2d.Kind.AVERAGE, 1, PADDED, PADDED, 1, true);
    var y = output(4);
    backend.pool2d(op, counting(1, 9), y, null);
    assertValues(y, 0.25, 1.25, 2.75, 7);
    var dx = output(9);
    backend.pool2dGradient(op, of(4, 8, 12, 16), null, dx);
    assertValues(dx, 1, 2, 2, 3, 4, 4, 3, 4, 4);
  }

  @Test
  void adaptiveWindowsMayOverlap() {
    var op = Pool2d.average(1, ONE, new Adaptive(5, 2), 1);
    var y = output(2);
    backend.pool2d(op, counting(1, 5), y, null);
    assertValues(y, 2, 4);
    var dx = output(5);
    backend.pool2dGradient(op, of(3, 6), null, dx);
    assertValues(dx, 1, 1, 3, 2, 2);
  }

  @Test
  void globalPoolingIsOneAdaptiveWindow() {
    var op = Pool2d.average(1, new Adaptive(2, 1), new Adaptive(2, 1), 2);
    var y = output(2);
    backend.pool2d(op, of(1, 10, 2, 20, 3, 30, 6, 60), y, null);
    assertValues(y, 3, 30);
  }
}
