package dev.fovea.engine.train;

import dev.fovea.backend.ShapeException;

/** How often pictures of each class were taken for each class. */
public final class ConfusionMatrix {
  private final long[][] counts;

  /** No picture yet. */
  public ConfusionMatrix(int classes) {
    ShapeException.require(classes >= 1, "confusion matrix: no classes: classes=%d", classes);
    counts = new long[classes][classes];
  }

  /** Counts one picture. */
  public void add(int actual, int predicted) {
    counts[actual][predicted]++;
  }

  /** Number of classes. */
  public int classes() {
    return counts.length;
  }

  /** Pictures of class {@code actual} that were taken for {@code predicted}. */
  public long count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /** Pictures counted. */
  public long total() {
    long sum = 0;
    for (var row : counts) {
      for (long count : row) {
        sum += count;
      }
    }
    return sum;
  }

  /** Share on the diagonal; 0 without pictures. */
  public double accuracy() {
    long right = 0;
    for (int i = 0; i < counts.length; i++) {
      right += counts[i][i];
    }
    return right == 0 ? 0 : (double) right / total();
  }

  /** Of the pictures taken for this class, the share that are; 0 if there are none. */
  public double precision(int type) {
    long taken = 0;
    for (var row : counts) {
      taken += row[type];
    }
    return taken == 0 ? 0 : (double) counts[type][type] / taken;
  }

  /** Of the pictures of this class, the share taken for it; 0 if there are none. */
  public double recall(int type) {
    long there = 0;
    for (long count : counts[type]) {
      there += count;
    }
    return there == 0 ? 0 : (double) counts[type][type] / there;
  }
}
