package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.FUNCTION;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;

/**
 * Error of {@code exp(x - max)} and its logarithmic forms along one row: the difference is rounded
 * before the exponential, which turns its absolute error into a relative one.
 */
final class RowMaximum {
  private final double[] x;
  private final int first;
  private final int classes;
  private final double largest;
  private final double logOfSum;

  RowMaximum(double[] x, int row, int classes) {
    this.x = x;
    this.classes = classes;
    first = row * classes;
    double top = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      top = Math.max(top, x[first + c]);
    }
    largest = top;
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(x[first + c] - largest);
    }
    logOfSum = Math.log(sum);
  }

  private double distance(int c) {
    return Math.abs(x[first + c] - largest);
  }

  /** Relative error of softmax. */
  double softmaxTolerance(int c) {
    // exponentials that count in the sum are those near the maximum, so it is off by less than one
    return ROUNDOFF * (2 * FUNCTION + distance(c)) + Bounds.sum(classes);
  }

  /** Absolute error of log-softmax. */
  double logSoftmaxTolerance(int c) {
    return ARITHMETIC * ROUNDOFF * (distance(c) + logOfSum)
        + FUNCTION * ROUNDOFF
        + Bounds.sum(classes);
  }

  double softmax(int c) {
    return Math.exp(x[first + c] - largest - logOfSum);
  }
}
