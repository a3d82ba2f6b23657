package dev.fovea.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One way to write a character: strokes through points, in a box that is 100 high. A stroke is
 * smooth except at its corners.
 *
 * @param strokes one after the other, as a hand would draw them
 */
record Glyph(List<Stroke> strokes) {
  /**
   * Points that a pen visits.
   *
   * @param x to the right
   * @param y down
   * @param corner whether the pen changes direction at once there
   */
  record Stroke(float[] x, float[] y, boolean[] corner) {
    int points() {
      return x.length;
    }
  }

  /**
   * Reads a notation: points {@code x,y}, those with {@code !} are corners, {@code /} lifts the
   * pen.
   */
  static Glyph parse(String notation) {
    var strokes = new ArrayList<Stroke>();
    for (String part : notation.split("/", -1)) {
      String[] points = part.strip().split("\\s+", -1);
      var stroke =
          new Stroke(
              new float[points.length], new float[points.length], new boolean[points.length]);
      for (int i = 0; i < points.length; i++) {
        String[] coordinates = points[i].replace("!", "").split(",", 2);
        stroke.x[i] = Float.parseFloat(coordinates[0]);
        stroke.y[i] = Float.parseFloat(coordinates[1]);
        stroke.corner[i] = points[i].endsWith("!");
      }
      strokes.add(stroke);
    }
    return new Glyph(List.copyOf(strokes));
  }

  /** Ways of writing each digit, by digit; the first ones are the commonest. */
  static final List<List<Glyph>> DIGITS =
      List.of(
          variants( // 0
              "45,2 18,12 4,45 10,82 38,99 64,88 76,52 68,16 45,2",
              "56,8 30,3 8,28 3,62 20,94 48,97 72,74 78,40 66,12 44,2",
              "40,0 14,22 8,58 20,92 42,100 60,84 66,50 60,16 38,1"),
          variants( // 1
              "50,0 50,50 50,100",
              "56,0 50,48 42,100",
              "28,24 52,0! 52,50 52,100",
              "26,22 50,0! 50,50 50,100 / 24,100 50,99 76,100"),
          variants( // 2
              "10,26 20,6 44,0 66,14 66,38 44,66 8,99! 40,96 80,98",
              "8,22 28,3 54,4 68,24 56,50 30,78 10,94 18,82 34,84 56,98 80,92",
              "12,30 24,4 54,2 70,24 58,54 34,80 6,98! 44,100 78,96",
              "6,14 36,2 62,8 66,30 44,62 16,92 10,100! 48,96 78,90"),
          variants( // 3
              "12,12 34,0 60,8 64,28 50,42 30,47! 56,50 72,68 62,92 36,100 8,88",
              "10,18 30,2 56,4 66,22 54,42 34,48 58,52 74,72 60,95 32,100 6,90",
              "12,4! 38,2 68,2! 52,22 36,42! 60,48 72,68 62,92 36,100 8,90"),
          variants( // 4
              "22,2 14,34 8,58! 40,60 78,56 / 62,4 60,50 56,100",
              "30,0 18,30 6,62! 40,62 80,60 / 58,28 56,64 54,100",
              "60,2 34,30 4,64! 40,66 82,64 / 60,2 60,50 58,100",
              "18,6 16,36 26,54 48,54 66,38! 68,6! 64,54 58,100"),
          variants( // 5
              "68,2! 42,4 22,4! 18,24 16,44! 40,36 64,48 70,72 54,96 28,100 6,88",
              "24,2! 20,26 16,46! 38,38 62,46 70,70 56,94 30,100 4,90 / 24,2 46,4 72,0",
              "74,6! 50,2 26,6! 20,26 24,44 48,52 66,68 60,92 34,100 8,94"),
          variants( // 6
              "58,2 32,20 12,50 8,78 24,98 50,98 66,80 58,60 36,56 14,70",
              "46,0 24,28 10,62 16,92 40,100 62,86 60,64 40,54 16,66",
              "66,8 40,8 18,36 8,70 22,96 46,98 60,82 52,64 32,64 12,78"),
          variants( // 7
              "8,6 40,6 72,4! 58,34 44,66 34,100",
              "6,20! 10,6! 40,8 74,4! 54,44 42,72 38,100",
              "8,8 40,8 72,4! 54,40 36,100 / 24,52 44,50 66,50",
              "6,12 26,2 50,8 72,4 62,30 46,62 38,100"),
          variants( // 8
              "62,14 44,0 22,8 18,28 40,46 62,66 60,90 38,100 16,90 16,68 40,48 60,30 64,12",
              "66,10 40,2 20,18 30,40 52,54 62,78 44,100 20,94 16,72 36,52 56,36 68,12",
              "42,0 22,10 22,34 42,46 62,34 62,12 42,0 / 42,46 16,60 14,88 40,100 66,88 64,60"
                  + " 42,46"),
          variants( // 9
              "62,16 42,1 18,14 12,38 28,54 50,46 64,16 62,56 54,100",
              "64,20 46,2 22,10 12,34 28,52 52,42 66,10 66,56 52,90 22,98",
              "60,8 30,4 12,26 22,48 46,46 62,24! 62,10! 60,54 58,100"));

  private static List<Glyph> variants(String... notations) {
    return Arrays.stream(notations).map(Glyph::parse).toList();
  }
}
