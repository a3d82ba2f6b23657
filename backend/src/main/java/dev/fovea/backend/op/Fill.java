package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * Fills a buffer: with a constant, {@code y = a}; uniformly, {@code y = a + (b - a) · u}, u in [0,
 * 1) with 24 bits; normally, {@code y = a + b · z}, z standard normal. The steps are those of
 * {@link dev.fovea.backend.random.RandomFill}, to the bit.
 *
 * @param kind the distribution
 * @param length elements
 * @param a the constant, the lower end, or the mean
 * @param b unused, the upper end, or the standard deviation
 */
public record Fill(Kind kind, long length, float a, float b) implements Operation {
  /** The distributions. */
  public enum Kind {
    /** One value. */
    CONSTANT,
    /** Uniform in [a, b); rounding to float may give b itself. */
    UNIFORM,
    /** Normal with mean a and standard deviation b. */
    NORMAL
  }

  /** Checks the length. */
  public Fill {
    require(length >= 1, "fill: length must be positive: length=%d", length);
  }

  /** One value everywhere. */
  public static Fill constant(long length, float value) {
    return new Fill(Kind.CONSTANT, length, value, 0);
  }

  /** Uniform in [low, high). */
  public static Fill uniform(long length, float low, float high) {
    return new Fill(Kind.UNIFORM, length, low, high);
  }

  /** Normal with this mean and standard deviation. */
  public static Fill normal(long length, float mean, float deviation) {
    return new Fill(Kind.NORMAL, length, mean, deviation);
  }

  @Override
  public String operation() {
    return switch (kind) {
      case CONSTANT -> "fill";
      case UNIFORM -> "randomUniform";
      case NORMAL -> "randomNormal";
    };
  }
}
