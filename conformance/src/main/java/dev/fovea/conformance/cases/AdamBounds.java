package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.FUNCTION;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.TINY;

import dev.fovea.backend.op.AdamStep;

/**
 * Error bounds of what a step of Adam leaves, element by element.
 *
 * @param number behind the names of its operands
 */
record AdamBounds(AdamStep op, String number) {
  /** {@code |g'|} if nothing cancelled. */
  private double gradient(Expectation expected, int i) {
    return Math.abs(expected.before("gradient" + number)[i])
        + (op.decoupled()
            ? 0
            : Math.abs(op.weightDecay() * expected.before("weights" + number)[i]));
  }

  double first(Expectation expected, int i) {
    return ARITHMETIC
            * ROUNDOFF
            * (op.beta1() * Math.abs(expected.before("firstMoment" + number)[i])
                + (1 - op.beta1()) * gradient(expected, i))
        + TINY;
  }

  double second(Expectation expected, int i) {
    double gradient = gradient(expected, i);
    return 2
            * ARITHMETIC
            * ROUNDOFF
            * (op.beta2() * expected.before("secondMoment" + number)[i]
                + (1 - op.beta2()) * gradient * gradient)
        + TINY;
  }

  double weight(Expectation expected, int i) {
    double square = expected.after("secondMoment" + number)[i];
    double root = Math.sqrt(square) / op.rootCorrection() + op.epsilon();
    double step = op.stepSize() / root;
    double relative = FUNCTION * ROUNDOFF + 0.5 * second(expected, i) / Math.max(square, TINY);
    double weight = Math.abs(expected.before("weights" + number)[i]);
    return step * first(expected, i)
        + step * Math.abs(expected.after("firstMoment" + number)[i]) * relative
        + ARITHMETIC * ROUNDOFF * weight * (1 + op.learningRate() * op.weightDecay());
  }
}
