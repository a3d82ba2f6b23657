package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.FUNCTION;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.TINY;
import static dev.fovea.conformance.cases.Bounds.each;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.SgdStep;
import java.util.ArrayList;
import java.util.List;

/** Steps of the optimisers. */
final class OptimizerCases {
  static final Family<SgdStep> SGD =
      new Family<>("sgdStep", 1, sgdSteps(), OptimizerCases::randomSgd, OptimizerCases::sgd);

  static final Family<AdamStep> ADAM =
      new Family<>("adamStep", 1, adamSteps(), OptimizerCases::randomAdam, OptimizerCases::adam);

  private OptimizerCases() {}

  private static List<SgdStep> sgdSteps() {
    List<SgdStep> steps = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      steps.add(new SgdStep(size, 0.1f, 0.9f, false, 0.01f));
    }
    steps.add(new SgdStep(10007, 0.01f, 0.9f, true, 1e-4f));
    steps.add(new SgdStep(65, 0.1f, 0, false, 0));
    steps.add(new SgdStep(65, 0.1f, 0, false, 0.1f));
    steps.add(new SgdStep(65, 0.1f, 0.5f, false, 0));
    steps.add(new SgdStep(65, 0.1f, 0.5f, true, 0));
    return steps;
  }

  private static SgdStep randomSgd(Draw draw) {
    float momentum = draw.oneOf(0f, 0.5f, 0.9f);
    return new SgdStep(
        draw.size(2000),
        draw.oneOf(0.1f, 0.001f),
        momentum,
        momentum > 0 && draw.chance(0.5),
        draw.oneOf(0f, 0.01f, 0.5f));
  }

  private static Case sgd(SgdStep op, Draw draw) {
    // with the sign of the learning rate turned, absolute values add up throughout
    var absolute =
        new SgdStep(
            op.length(), -op.learningRate(), op.momentum(), op.nesterov(), op.weightDecay());
    var result =
        new Case("sgdStep", op)
            .inOut("weights", draw.values(op.length()), Bounds.sumOf(4))
            .scratch("gradient", draw.values(op.length()));
    if (op.momentum() > 0) {
      result.inOut("velocity", draw.values(op.length()), Bounds.sumOf(4));
    }
    return result
        .call((b, o) -> b.sgdStep(op, o.get("weights"), o.get("gradient"), o.optional("velocity")))
        .magnitude(
            (b, o) ->
                b.sgdStep(absolute, o.get("weights"), o.get("gradient"), o.optional("velocity")));
  }

  private static List<AdamStep> adamSteps() {
    List<AdamStep> steps = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      steps.add(new AdamStep(size, 0.001f, 0.9f, 0.999f, 1e-8f, 0, false, 1));
      steps.add(new AdamStep(size, 0.1f, 0.9f, 0.99f, 1e-6f, 0.1f, true, size));
    }
    steps.add(new AdamStep(10007, 0.01f, 0.8f, 0.95f, 1e-8f, 0.01f, false, 1000));
    steps.add(new AdamStep(65, 0.01f, 0, 0, 1e-3f, 0, false, 3));
    return steps;
  }

  private static AdamStep randomAdam(Draw draw) {
    return new AdamStep(
        draw.size(2000),
        draw.oneOf(0.1f, 0.001f),
        draw.oneOf(0f, 0.9f),
        draw.oneOf(0.9f, 0.999f),
        draw.oneOf(1e-8f, 1e-3f),
        draw.oneOf(0f, 0.1f),
        draw.chance(0.5),
        draw.between(1, 2000));
  }

  private static Case adam(AdamStep op, Draw draw) {
    int length = Math.toIntExact(op.length());
    return new Case("adamStep", op)
        .inOut(
            "weights",
            draw.values(length),
            (expected, name) -> each(length, i -> weightTolerance(op, expected, i)))
        .scratch("gradient", draw.signed(length, 0.1, 1))
        .inOut(
            "firstMoment",
            draw.values(length),
            (expected, name) -> each(length, i -> firstTolerance(op, expected, i)))
        .inOut(
            "secondMoment",
            draw.uniform(length, 0.01, 1),
            (expected, name) -> each(length, i -> secondTolerance(op, expected, i)))
        .call(
            (b, o) ->
                b.adamStep(
                    op,
                    o.get("weights"),
                    o.get("gradient"),
                    o.get("firstMoment"),
                    o.get("secondMoment")));
  }

  /** {@code |g'|} if nothing cancelled. */
  private static double gradient(AdamStep op, Expectation expected, int i) {
    return Math.abs(expected.before("gradient")[i])
        + (op.decoupled() ? 0 : Math.abs(op.weightDecay() * expected.before("weights")[i]));
  }

  private static double firstTolerance(AdamStep op, Expectation expected, int i) {
    return ARITHMETIC
            * ROUNDOFF
            * (op.beta1() * Math.abs(expected.before("firstMoment")[i])
                + (1 - op.beta1()) * gradient(op, expected, i))
        + TINY;
  }

  private static double secondTolerance(AdamStep op, Expectation expected, int i) {
    double gradient = gradient(op, expected, i);
    return 2
            * ARITHMETIC
            * ROUNDOFF
            * (op.beta2() * expected.before("secondMoment")[i]
                + (1 - op.beta2()) * gradient * gradient)
        + TINY;
  }

  private static double weightTolerance(AdamStep op, Expectation expected, int i) {
    double second = expected.after("secondMoment")[i];
    double root = Math.sqrt(second) / op.rootCorrection() + op.epsilon();
    double step = op.stepSize() / root;
    double relative =
        FUNCTION * ROUNDOFF + 0.5 * secondTolerance(op, expected, i) / Math.max(second, TINY);
    double weight = Math.abs(expected.before("weights")[i]);
    return step * firstTolerance(op, expected, i)
        + step * Math.abs(expected.after("firstMoment")[i]) * relative
        + ARITHMETIC * ROUNDOFF * weight * (1 + op.learningRate() * op.weightDecay());
  }
}
