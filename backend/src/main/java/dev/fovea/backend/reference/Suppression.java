package dev.fovea.backend.reference;

import dev.fovea.backend.op.NonMaximumSuppression;
import java.util.Arrays;

/** Which boxes a {@link NonMaximumSuppression} keeps, by its definition. */
final class Suppression {
  private static final int CORNERS = 4;

  private final float threshold;
  private final float[][] boxes;
  private final float[] scores;

  private Suppression(NonMaximumSuppression op, double[] corners, double[] scores) {
    threshold = op.threshold();
    boxes = new float[op.count()][CORNERS];
    this.scores = new float[op.count()];
    for (int i = 0; i < op.count(); i++) {
      this.scores[i] = (float) scores[i];
      for (int k = 0; k < CORNERS; k++) {
        boxes[i][k] = (float) corners[i * CORNERS + k];
      }
    }
  }

  /** The result. */
  static int[] kept(NonMaximumSuppression op, double[] corners, double[] scores) {
    return new Suppression(op, corners, scores).kept();
  }

  private int[] kept() {
    var kept = new int[boxes.length];
    Arrays.fill(kept, -1);
    var remaining = new boolean[boxes.length];
    for (int i = 0; i < boxes.length; i++) {
      remaining[i] = !hasNan(i);
    }
    int count = 0;
    for (int best = best(remaining); best >= 0; best = best(remaining)) {
      kept[count++] = best;
      remaining[best] = false;
      for (int i = 0; i < boxes.length; i++) {
        remaining[i] &= !suppresses(boxes[best], boxes[i]);
      }
    }
    return kept;
  }

  private boolean hasNan(int i) {
    boolean nan = Float.isNaN(scores[i]);
    for (float corner : boxes[i]) {
      nan |= Float.isNaN(corner);
    }
    return nan;
  }

  /** The first of those with the highest score; -1 if none remains. */
  private int best(boolean[] remaining) {
    int best = -1;
    for (int i = 0; i < remaining.length; i++) {
      if (remaining[i] && (best < 0 || scores[i] > scores[best])) {
        best = i;
      }
    }
    return best;
  }

  private boolean suppresses(float[] a, float[] b) {
    var shared = new float[CORNERS];
    for (int axis = 0; axis < 2; axis++) {
      shared[axis] = Math.max(a[axis], b[axis]);
      shared[axis + 2] = Math.min(a[axis + 2], b[axis + 2]);
    }
    return area(shared) > threshold * (area(a) + area(b) - area(shared));
  }

  private static float area(float[] box) {
    return extent(box[0], box[2]) * extent(box[1], box[3]);
  }

  /** Also 0 between two infinities, whose difference is NaN. */
  private static float extent(float low, float high) {
    return high - low > 0 ? high - low : 0;
  }
}
