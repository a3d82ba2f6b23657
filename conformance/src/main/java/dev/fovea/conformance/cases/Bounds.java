package dev.fovea.conformance.cases;

import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Window;
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

  /** What Winograd's algorithm may add, of the largest sum near an output. */
  static final double TILES = 64;

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

  /**
   * By how much a precision may round a factor, relative to it: half the distance from 1 to the
   * next number of its format; 0 where factors stay as they are.
   */
  static double factorRoundoff(Precision precision) {
    return switch (precision) {
      case FLOAT32, STRICT_FLOAT32 -> 0;
      case TF32 -> 0x1p-11;
      case BFLOAT16 -> 0x1p-8;
    };
  }

  /**
   * The error that rounding both factors gives two results of sums of products together: each
   * rounding is independent of the others with mean zero, so that {@code √Σ(a·b)²} counts, and four
   * deviations of it hold with near certainty. For identities, whose sums are so long that a share
   * of {@code Σ|a·b|} would hide any error.
   *
   * @param squares {@code Σ(a·b)²} of one result
   */
  static double roundedFactors(Precision precision, double squares) {
    double results = 2;
    double factors = 2;
    return ARITHMETIC * Math.sqrt(results * factors * squares) * factorRoundoff(precision);
  }

  /**
   * A sum of {@code terms} products of factors that the backend's precision may round first: in the
   * worst case each product is off by two roundoffs of the factors' format.
   */
  static Bound contraction(double terms) {
    return contraction(terms, 1, 0);
  }

  /** The same for a function of it, as {@link #sumOf(double, double, double)} has it. */
  static Bound contraction(double terms, double slope, double roundoffs) {
    var sums = sumOf(terms, slope, roundoffs);
    return (expected, result) -> {
      var tolerance = sums.tolerance(expected, result);
      double roundoff = factorRoundoff(expected.precision());
      double product = slope * roundoff * (2 + roundoff);
      if (product > 0) {
        var magnitude = expected.magnitude(result);
        for (int i = 0; i < tolerance.length; i++) {
          tolerance[i] += product * magnitude[i];
        }
      }
      return tolerance;
    };
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

  /**
   * A bound for convolutions that may be computed by Winograd's algorithm: rounding errors of its
   * transforms spread over a tile and grow with the tile's size, so that an output is off by some
   * roundoffs of the largest sum near it. Twice what F(4×4, 3×3) was seen to be off, 31 roundoffs
   * at 64 channels.
   *
   * @param bound what plain sums of products keep
   * @param op 3×3 with stride 1, or any other, for which the bound stays as it is
   * @param images images of the result; 1 for weights, whose taps are its pixels
   * @param channels channels of the result
   */
  static Bound convolution(Bound bound, Conv2d op, int images, int channels) {
    if (!mayUseTiles(op)) {
      return bound;
    }
    return (expected, result) -> {
      var tolerance = bound.tolerance(expected, result);
      if (expected.precision() != Precision.FLOAT32) { // no other allows the algorithm
        return tolerance;
      }
      var magnitude = expected.magnitude(result);
      int image = magnitude.length / images;
      for (int i = 0; i < images * channels; i++) {
        spread(magnitude, tolerance, i / channels * image + i % channels, image, channels);
      }
      return tolerance;
    };
  }

  /** Adds the share of the largest magnitude of one channel of an image to all its tolerances. */
  private static void spread(
      double[] magnitude, double[] tolerance, int first, int image, int channels) {
    int end = first - first % image + image;
    double most = 0;
    for (int i = first; i < end; i += channels) {
      most = Math.max(most, magnitude[i]);
    }
    for (int i = first; i < end; i += channels) {
      tolerance[i] += TILES * ROUNDOFF * most;
    }
  }

  private static boolean mayUseTiles(Conv2d op) {
    return op.groups() == 1 && mayUseTiles(op.rows()) && mayUseTiles(op.columns());
  }

  private static boolean mayUseTiles(Window window) {
    return window.kernel() == 3 && window.stride() == 1 && window.dilation() == 1;
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
