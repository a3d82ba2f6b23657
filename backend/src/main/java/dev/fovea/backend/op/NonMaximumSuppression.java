package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Greedy non-maximum suppression: from the highest score to the lowest, the lower index first of
 * equals, a box is kept unless one that is kept suppresses it. Boxes are {@code [count,4]} as x1,
 * y1, x2, y2 in any one unit, scores {@code [count]}; the result, int32 {@code [count]}, holds the
 * indices of the boxes kept, in that order, and -1 behind them, which {@link Gather} takes as no
 * entry.
 *
 * <p>With {@code extent(a, b) = max(b - a, 0)} and {@code area = extent(x1, x2) · extent(y1, y2)},
 * a box suppresses another if {@code shared > threshold · ((area + area') - shared)}, shared being
 * the area of what lies in both. Every step is rounded to float32 and none is fused, so that all
 * backends keep the same boxes. A box without an area neither suppresses nor is suppressed. A box
 * with a NaN, in its score or its corners, is not kept and suppresses nothing.
 *
 * @param count boxes; there may be none
 * @param threshold ratio of what is shared to what is covered together, in [0, 1]
 */
public record NonMaximumSuppression(int count, float threshold) implements Operation {
  /** Checks the ranges. */
  public NonMaximumSuppression {
    require(count >= 0, "nonMaximumSuppression: count must not be negative: count=%d", count);
    require(
        threshold >= 0 && threshold <= 1,
        "nonMaximumSuppression: threshold must lie in [0, 1]: threshold=%s",
        threshold);
  }

  @Override
  public String operation() {
    return "nonMaximumSuppression";
  }
}
