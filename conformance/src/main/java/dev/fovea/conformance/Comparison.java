package dev.fovea.conformance;

/** Compares the elements of one result and remembers the worst. */
final class Comparison {
  private double worst;
  private int beyond;
  private int worstIndex = -1;
  private double worstExpected;
  private double worstActual;
  private double worstTolerance;

  /** Compares one result. NaN must meet NaN and infinities their like. */
  static Comparison of(double[] expected, double[] actual, double[] tolerance) {
    var comparison = new Comparison();
    for (int i = 0; i < expected.length; i++) {
      comparison.add(i, expected[i], actual[i], tolerance[i]);
    }
    return comparison;
  }

  void add(int index, double expected, double actual, double tolerance) {
    double error = error(expected, actual, tolerance);
    if (error > 1) {
      beyond++;
    }
    if (error > worst) {
      worst = error;
      worstIndex = index;
      worstExpected = expected;
      worstActual = actual;
      worstTolerance = tolerance;
    }
  }

  /** The error over its bound. */
  static double error(double expected, double actual, double tolerance) {
    if ((Double.isNaN(expected) && Double.isNaN(actual)) || expected == actual) {
      return 0;
    }
    double distance = Math.abs(expected - actual);
    boolean comparable = Double.isFinite(distance) && tolerance > 0;
    return comparable ? distance / tolerance : Double.POSITIVE_INFINITY;
  }

  double worst() {
    return worst;
  }

  boolean passed() {
    return beyond == 0;
  }

  /** One line: the worst element, and how many are wrong. */
  String message(String name, int length) {
    return "%s[%d] of %d: expected %.9g, got %.9g, off by %.3g, bound %.3g; beyond their bounds: %d"
        .formatted(
            name,
            worstIndex,
            length,
            worstExpected,
            worstActual,
            Math.abs(worstExpected - worstActual),
            worstTolerance,
            beyond);
  }
}
