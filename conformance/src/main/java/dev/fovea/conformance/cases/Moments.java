package dev.fovea.conformance.cases;

/**
 * Mean and variance of one normalised group, a channel or a row, and how far a float32 computation
 * may be from them. The bounds suit any method that subtracts a mean before it squares; {@code
 * E[x²] - E[x]²} exceeds them where the mean is far from zero.
 */
final class Moments {
  private final double[] x;
  private final int first;
  private final int step;
  private final double mean;
  private final double variance;
  private final double centredError;
  private final double sumError;

  /** The group {@code x[first + i · step]}, i below count. */
  Moments(double[] x, int first, int step, int count) {
    this.x = x;
    this.first = first;
    this.step = step;
    double sum = 0;
    double magnitude = 0;
    double top = 0;
    for (int i = 0; i < count; i++) {
      double value = x[first + i * step];
      sum += value;
      magnitude += Math.abs(value);
      top = Math.max(top, Math.abs(value));
    }
    mean = sum / count;
    sumError = Bounds.sum(count);
    // x - mean is off by the mean's error and its own rounding
    centredError = sumError * magnitude / count + 2 * Bounds.ROUNDOFF * top;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double centred = x[first + i * step] - mean;
      squares += centred * centred;
    }
    variance = squares / count;
  }

  double mean() {
    return mean;
  }

  double variance() {
    return variance;
  }

  double centred(int i) {
    return x[first + i * step] - mean;
  }

  double meanTolerance() {
    return centredError;
  }

  double varianceTolerance() {
    double spread = Math.sqrt(variance);
    return 2 * spread * centredError + centredError * centredError + sumError * variance;
  }

  /** {@code 1 / sqrt(variance + epsilon)} */
  double inverseDeviation(double epsilon) {
    return 1 / Math.sqrt(variance + epsilon);
  }

  /** Relative error of the inverse deviation. */
  double inverseTolerance(double epsilon) {
    return 0.5 * varianceTolerance() / (variance + epsilon) + Bounds.ARITHMETIC * Bounds.ROUNDOFF;
  }

  /** Error of {@code gamma · xhat[i] + beta}. */
  double outputTolerance(int i, double epsilon, double gamma, double beta) {
    double inverse = inverseDeviation(epsilon);
    double normalised = Math.abs(centred(i)) * inverse;
    return Math.abs(gamma) * (centredError * inverse + normalised * inverseTolerance(epsilon))
        + Bounds.ARITHMETIC
            * Bounds.ROUNDOFF
            * (Math.abs(gamma) * (normalised + Math.abs(mean) * inverse) + Math.abs(beta))
        + Bounds.TINY;
  }
}
