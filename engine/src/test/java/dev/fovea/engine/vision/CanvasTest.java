package dev.fovea.engine.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CanvasTest {
  private static final int SIDE = 17;
  private static final float SHARP = 0.5f;

  private final Canvas canvas = new Canvas(SIDE, SIDE);

  @Test
  void inkCoversTheStrokesArea() {
    canvas.segment(5, 6, 12, 10, 1.7f, SHARP);
    assertEquals(area(Math.hypot(7, 4), 1.7, SHARP), allInk(SHARP), 0.1);
    canvas.clear();
    canvas.segment(5, 8.3f, 12, 8.3f, 2, 1.2f);
    assertEquals(area(7, 2, 1.2), allInk(1.2f), 0.1);
  }

  /** A band with two half discs, whose soft edge is wider outside than inside. */
  private static double area(double length, double radius, double softness) {
    return 2 * radius * length + Math.PI * (radius * radius + softness * softness / 3);
  }

  @Test
  void edgeLiesOneRadiusFromTheLine() {
    canvas.segment(0, 8, SIDE, 8, 2, SHARP);
    assertEquals(0, ink(5), "centre 2.5 above the line");
    assertEquals(1, ink(6), "centre 1.5 above the line");
    canvas.clear();
    canvas.segment(0, 8.5f, SIDE, 8.5f, 2, SHARP);
    assertEquals(0.5f, ink(6), "centre on the edge");
  }

  @Test
  void aStrokeWithoutLengthIsADot() {
    canvas.segment(8, 8, 8, 8, 3, SHARP);
    assertEquals(area(0, 3, SHARP), allInk(SHARP), 0.3, "1 % for sampling at centres");
  }

  @Test
  void crossingStrokesMerge() {
    canvas.segment(2, 8, 14, 8, 1, SHARP);
    double one = allInk(SHARP);
    canvas.segment(2, 8, 14, 8, 1, SHARP);
    assertEquals(one, allInk(SHARP));
  }

  @Test
  void whatIsOutsideIsCutOff() {
    canvas.segment(-50, -50, -40, -40, 2, SHARP);
    assertEquals(0, allInk(SHARP));
    canvas.segment(-50, 8, 50, 8, 1, SHARP);
    assertEquals(2 * SIDE, allInk(SHARP), 1e-3);
    canvas.clear();
    assertTrue(allInk(SHARP) == 0);
  }

  private float ink(int row) {
    return canvas.ink(row * SIDE + SIDE / 2, SHARP);
  }

  private double allInk(float softness) {
    double sum = 0;
    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
      sum += canvas.ink(pixel, softness);
    }
    return sum;
  }
}
