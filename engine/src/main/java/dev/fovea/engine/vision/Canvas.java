package dev.fovea.engine.vision;

import java.util.Arrays;

/**
 * Draws strokes of a round pen, smoothed at the edges. It keeps, for every pixel's centre, the
 * signed distance to the nearest edge of the ink (negative inside), so that strokes that cross
 * merge without a seam. Coordinates are pixels: x to the right, y down, the first pixel's centre at
 * (0.5, 0.5).
 */
public final class Canvas {
  private final int height;
  private final int width;
  private final float[] distances;

  /** An empty canvas. */
  public Canvas(int height, int width) {
    this.height = height;
    this.width = width;
    this.distances = new float[height * width];
    clear();
  }

  /** Removes all ink. */
  public void clear() {
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
  }

  /**
   * Draws a straight piece of a stroke.
   *
   * @param x0 where it begins
   * @param y0 where it begins
   * @param x1 where it ends
   * @param y1 where it ends
   * @param radius half the stroke's width
   * @param softness distance from the edge over which ink fades, as in {@link #ink}
   */
  public void segment(float x0, float y0, float x1, float y1, float radius, float softness) {
    float reach = radius + softness;
    int left = Math.max(0, (int) Math.floor(Math.min(x0, x1) - reach));
    int right = Math.min(width - 1, (int) Math.floor(Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) Math.floor(Math.min(y0, y1) - reach));
    int bottom = Math.min(height - 1, (int) Math.floor(Math.max(y0, y1) + reach));
    float dx = x1 - x0;
    float dy = y1 - y0;
    float inverseLength = 1 / Math.max(dx * dx + dy * dy, 1e-12f); // a dot has no direction
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        float x = column + 0.5f - x0;
        float y = row + 0.5f - y0;
        float along = Math.clamp((x * dx + y * dy) * inverseLength, 0f, 1f);
        float acrossX = x - along * dx;
        float acrossY = y - along * dy;
        float distance = (float) Math.sqrt(acrossX * acrossX + acrossY * acrossY) - radius;
        int pixel = row * width + column;
        distances[pixel] = Math.min(distances[pixel], distance);
      }
    }
  }

  /**
   * How much ink covers a pixel, {@code 0 … 1}: half at the edge, none beyond {@code softness}
   * outside it, all of it that far inside.
   *
   * @param pixel index in row-major order
   * @param softness at least 0.5, what a pen with sharp edges gives
   */
  public float ink(int pixel, float softness) {
    return Math.clamp(0.5f - distances[pixel] / (2 * softness), 0f, 1f);
  }
}
