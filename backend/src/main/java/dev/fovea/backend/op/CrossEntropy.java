package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Cross-entropy of each row of logits {@code [rows, classes]} against its target: {@code loss[r] =
 * -Σ target[r,c] · logSoftmax(logits)[r,c]}. Class indices are int32 {@code [rows]}, each in [0,
 * classes); a row whose index lies outside has loss NaN and a NaN gradient. Soft targets are floats
 * {@code [rows, classes]}; they need not sum to 1.
 *
 * @param rows rows
 * @param classes values per row
 * @param target how targets are given
 */
public record CrossEntropy(int rows, int classes, Target target) implements Operation {
  /** How targets are given. */
  public enum Target {
    /** One int32 class index per row. */
    CLASS_INDEX,
    /** One weight per class and row. */
    SOFT
  }

  /** Checks the sizes. */
  public CrossEntropy {
    require(
        rows >= 1 && classes >= 1,
        "crossEntropy: sizes must be positive: rows=%d, classes=%d",
        rows,
        classes);
  }

  /** Elements of the logits. */
  public long length() {
    return (long) rows * classes;
  }

  /** Elements of the targets. */
  public long targetLength() {
    return target == Target.CLASS_INDEX ? rows : length();
  }

  @Override
  public String operation() {
    return "crossEntropy";
  }
}
