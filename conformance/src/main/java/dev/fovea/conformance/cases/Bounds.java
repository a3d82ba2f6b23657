package dev.fovea.conformance.cases;

import java.util.function.IntToDoubleFunction;

/**
 * Error bounds, in units of float32's roundoff. A bound scales with the work: a sum's is relative
 * to {@code Σ|a·b|}, not to the result, which may cancel. All thresholds are on top of this file.
 */
final class Bounds {
  /** Half the distance from 1 to the next float. */
  static final double ROUNDOFF = 0x1p-24;

  /** A few roundings: the result's own, the expected one's, one or two between. */
  static final double ARITHMETIC = 4;

  /** An elementary function within four units in the last place. */
  static final double FUNCTION = 8;

  /** What flushing subnormal numbers to zero may cost. */
  static final double TINY = Float.MIN_NORMAL;

  /** Equal bits, as far as numbers have them: any NaN is as good as another. */
  static final Bound EXACT = (expected, result) -> new double[expected.after(result).length];

  private Bounds() {}

  /**
   * Relative error of a sum of {@code terms} products, to the sum of their absolute values. In any
   * order the worst case is {@code terms} roundoffs, but rounding errors are independent with mean
   * zero, so that {@code √terms} holds with near certainty (Higham and Mary, "A new approach to
   * probabilistic rounding error analysis", SIAM J. Sci. Comput. 41, 2019).
   */
  static double sum(double terms) {
    return (ARITHMETIC + Math.sqrt(terms)) * ROUNDOFF;
  }

  /** Relative to each result. */
  static Bound relative(double roundoffs) {
    return (expected, result) ->
        each(
            expected.after(result).length,
            i -> roundoffs * ROUNDOFF * Math.abs(expected.after(result)[i]) + TINY);
  }

  /** A sum of {@code terms} products, relative to its magnitude. */
  static Bound sumOf(double terms) {
    return sumOf(terms, 1, 0);
  }

  /**
   * A function of a sum of products.
   *
   * @param terms products in the sum
   * @param slope the function's largest slope
   * @param roundoffs the function's own relative error
   */
  static Bound sumOf(double terms, double slope, double roundoffs) {
    return (expected, result) -> {
      var magnitude = expected.magnitude(result);
      var after = expected.after(result);
      return each(
          after.length,
          i ->
              slope * sum(terms) * magnitude[i] + roundoffs * ROUNDOFF * Math.abs(after[i]) + TINY);
    };
  }

  /** One tolerance per element. */
  static double[] each(int length, IntToDoubleFunction tolerance) {
    var tolerances = new double[length];
    for (int i = 0; i < length; i++) {
      tolerances[i] = tolerance.applyAsDouble(i);
    }
    return tolerances;
  }
}
