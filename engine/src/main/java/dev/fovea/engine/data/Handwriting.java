package dev.fovea.engine.data;

import dev.fovea.engine.vision.Canvas;

/**
 * Draws digits in a random hand, white on black, as MNIST's look: about 20 pixels high in a picture
 * of 28×28. Every digit has its own way of writing, wobble, slant, rotation, proportions, size,
 * place, pen, pressure and noise. One object belongs to one thread.
 */
final class Handwriting {
  /** Rows and columns of a picture. */
  static final int SIDE = 28;

  /** Straight pieces between two points of a stroke. */
  private static final int PIECES = 6;

  /** Strokes keep this distance from the picture's edge. */
  private static final float MARGIN = 2;

  private static final int MAX_POINTS = 128;

  private final Canvas canvas = new Canvas(SIDE, SIDE);
  private final float[] x = new float[MAX_POINTS];
  private final float[] y = new float[MAX_POINTS];

  /** Whether the pen comes from the point before. */
  private final boolean[] drawn = new boolean[MAX_POINTS];

  private int points;

  /** Draws a digit to {@code pixels[offset … offset + 28·28 - 1]}, unsigned. */
  void draw(int digit, RandomStream random, byte[] pixels, int offset) {
    var variants = Glyph.DIGITS.get(digit);
    // The smaller of two draws: the first variants are the commonest.
    int variant = Math.min(random.nextInt(variants.size()), random.nextInt(variants.size()));
    trace(variants.get(variant), random);
    deform(random);
    fit(random);
    ink(random, pixels, offset);
  }

  /** The glyph's strokes as a chain of points, each control point moved a little. */
  private void trace(Glyph glyph, RandomStream random) {
    points = 0;
    float wobble = random.uniform(1, 4.5f);
    for (var stroke : glyph.strokes()) {
      var controlX = new float[stroke.points()];
      var controlY = new float[stroke.points()];
      for (int i = 0; i < controlX.length; i++) {
        controlX[i] = stroke.x()[i] + wobble * random.nextGaussian();
        controlY[i] = stroke.y()[i] + wobble * random.nextGaussian();
      }
      add(controlX[0], controlY[0], false);
      for (int i = 0; i + 1 < controlX.length; i++) {
        int before = i == 0 || stroke.corner()[i] ? i : i - 1;
        int after = i + 2 == controlX.length || stroke.corner()[i + 1] ? i + 1 : i + 2;
        for (int piece = 1; piece <= PIECES; piece++) {
          float t = (float) piece / PIECES;
          add(
              spline(controlX[before], controlX[i], controlX[i + 1], controlX[after], t),
              spline(controlY[before], controlY[i], controlY[i + 1], controlY[after], t),
              true);
        }
      }
    }
  }

  private void add(float pointX, float pointY, boolean fromPrevious) {
    x[points] = pointX;
    y[points] = pointY;
    drawn[points++] = fromPrevious;
  }

  /**
   * Between b and c on a cubic spline through a, b, c, d (Catmull and Rom, "A class of local
   * interpolating splines", 1974).
   */
  private static float spline(float a, float b, float c, float d, float t) {
    return 0.5f
        * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
  }

  /** Slant, rotation, proportions, and a slow wave along both axes. */
  private void deform(RandomStream random) {
    float slant = 0.22f * random.nextGaussian() + 0.08f; // most hands lean to the right
    float angle = 0.12f * random.nextGaussian();
    float cosine = (float) Math.cos(angle);
    float sine = (float) Math.sin(angle);
    float stretch = (float) Math.exp(0.16f * random.nextGaussian());
    float waveX = random.uniform(-5, 5);
    float waveY = random.uniform(-4, 4);
    float phaseX = random.uniform(0, 6.3f);
    float phaseY = random.uniform(0, 6.3f);
    for (int i = 0; i < points; i++) {
      float bentX = x[i] + waveX * (float) Math.sin(0.06f * y[i] + phaseX);
      float bentY = y[i] + waveY * (float) Math.sin(0.06f * x[i] + phaseY);
      float leaningX = stretch * (bentX - slant * (bentY - 50));
      x[i] = cosine * leaningX - sine * bentY;
      y[i] = sine * leaningX + cosine * bentY;
    }
  }

  /** Scales to the picture and brings the middle of the strokes near its middle. */
  private void fit(RandomStream random) {
    float scale = random.uniform(14.5f, 19.5f) / Math.max(extent(x), extent(y));
    place(x, scale, 1.1f * random.nextGaussian());
    place(y, scale, 1.1f * random.nextGaussian());
  }

  private float extent(float[] axis) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < points; i++) {
      low = Math.min(low, axis[i]);
      high = Math.max(high, axis[i]);
    }
    return high - low;
  }

  private void place(float[] axis, float scale, float offset) {
    float sum = 0;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < points; i++) {
      axis[i] *= scale;
      sum += axis[i];
      low = Math.min(low, axis[i]);
      high = Math.max(high, axis[i]);
    }
    float move = SIDE / 2f + offset - sum / points;
    move = Math.clamp(move, MARGIN - low, SIDE - MARGIN - high); // nothing is cut off
    for (int i = 0; i < points; i++) {
      axis[i] += move;
    }
  }

  /** Draws the strokes with a pen whose pressure changes slowly, then adds grain. */
  private void ink(RandomStream random, byte[] pixels, int offset) {
    float radius = random.uniform(0.7f, 1.75f);
    float softness = random.uniform(0.6f, 1.1f);
    float pressure = random.uniform(0, 0.25f);
    float phase = random.uniform(0, 6.3f);
    float brightness = random.uniform(0.8f, 1.15f); // above 1: saturated, as scans are
    float grain = random.nextFloat();
    grain = 40 * grain * grain * grain; // mostly clean
    canvas.clear();
    for (int i = 1; i < points; i++) {
      if (drawn[i]) {
        float width = radius * (1 + pressure * (float) Math.sin(0.35f * i + phase));
        canvas.segment(x[i - 1], y[i - 1], x[i], y[i], width, softness);
      }
    }
    for (int pixel = 0; pixel < SIDE * SIDE; pixel += 2) {
      int word = random.nextWord(); // four bytes: two for the triangular noise of each pixel
      for (int i = 0; i < 2; i++, word >>>= 16) {
        float noise = ((word & 0xFF) - ((word >>> 8) & 0xFF)) / 255f;
        float value = 255 * brightness * canvas.ink(pixel + i, softness) + grain * noise;
        pixels[offset + pixel + i] = (byte) Math.clamp(Math.round(value), 0, 255);
      }
    }
  }
}
