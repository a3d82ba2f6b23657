package dev.fovea.backend.random;

/**
 * The inverse of the standard normal distribution function to about 16 digits (Wichura, "Algorithm
 * AS 241: the percentage points of the normal distribution", Applied Statistics 37, 1988, PPND16),
 * for the probabilities that 24 bits give: {@code 2^-25 <= p <= 1 - 2^-25}. There the algorithm's
 * third formula, for the far tails, is never reached.
 *
 * <p>It uses nothing but double's {@code + - * /} and square root, which IEEE 754 rounds correctly,
 * and in a fixed order. {@link Math#log} is not among them, so the logarithm is made here.
 */
public final class NormalQuantile {
  private static final double[] CENTRAL_NUMERATOR = {
    3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
    1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
    3.3430575583588128105e+4, 2.5090809287301226727e+3
  };
  private static final double[] CENTRAL_DENOMINATOR = {
    1,
    4.2313330701600911252e+1,
    6.8718700749205790830e+2,
    5.3941960214247511077e+3,
    2.1213794301586595867e+4,
    3.9307895800092710610e+4,
    2.8729085735721942674e+4,
    5.2264952788528545610e+3
  };
  private static final double[] TAIL_NUMERATOR = {
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4
  };
  private static final double[] TAIL_DENOMINATOR = {
    1,
    2.05319162663775882187,
    1.67638483018380384940,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9
  };

  /** {@code 2/(2i+3)}: after 2s, the series of {@code ln((1+s)/(1-s))} in s². */
  private static final double[] LOGARITHM = {
    2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21
  };

  /**
   * {@code ln 2} as a sum; the first part has 33 bits, so that a small integer times it is exact.
   */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  private static final double SQRT_HALF = 0x1.6a09e667f3bcdp-1;

  private NormalQuantile() {}

  /** {@code z} with {@code Φ(z) = p}. */
  public static double of(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q * (polynomial(CENTRAL_NUMERATOR, r) / polynomial(CENTRAL_DENOMINATOR, r));
    }
    double r = Math.sqrt(-ln(q < 0 ? p : 1 - p)) - 1.6;
    double z = polynomial(TAIL_NUMERATOR, r) / polynomial(TAIL_DENOMINATOR, r);
    return q < 0 ? -z : z;
  }

  /** {@code ((c[7]·x + c[6])·x + …)·x + c[0]} */
  private static double polynomial(double[] coefficients, double x) {
    double sum = coefficients[coefficients.length - 1];
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = sum * x + coefficients[i];
    }
    return sum;
  }

  /**
   * Natural logarithm of a positive normal number: {@code x = 2^k · m} with m in [√½, √2), {@code s
   * = (m-1)/(m+1)}, {@code ln x = k · ln 2 + 2s + s³ · (2/3 + 2/5 · s² + …)}.
   */
  static double ln(double x) {
    int k = Math.getExponent(x);
    double m = x * Double.longBitsToDouble((1023L - k) << 52); // exact, in [1, 2)
    if (m > 2 * SQRT_HALF) {
      m = m * 0.5;
      k = k + 1;
    }
    double s = (m - 1) / (m + 1);
    double t = s * s;
    double tail = s * t * polynomial(LOGARITHM, t);
    return k * LN2_HIGH + (2 * s + (tail + k * LN2_LOW));
  }
}
