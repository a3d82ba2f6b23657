package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.each;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.AdamSteps;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.SgdSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Steps of the optimisers. */
final class OptimizerCases {
  static final Family<SgdStep> SGD =
      new Family<>("sgdStep", 1, sgdSteps(), OptimizerCases::randomSgd, OptimizerCases::sgd);

  static final Family<AdamStep> ADAM =
      new Family<>("adamStep", 1, adamSteps(), OptimizerCases::randomAdam, OptimizerCases::adam);

  static final Family<SgdSteps> SGD_LISTS =
      new Family<>(
          "sgdSteps",
          1,
          List.of(
              new SgdSteps(List.of(new SgdStep(65, 0.1f, 0, false, 0.1f))),
              new SgdSteps(withMomentum()),
              new SgdSteps(
                  List.of(
                      new SgdStep(17, 0.1f, 0, false, 0), new SgdStep(3, 0.2f, 0, false, 0.5f)))),
          OptimizerCases::randomSgdSteps,
          OptimizerCases::sgdOfList);

  static final Family<AdamSteps> ADAM_LISTS =
      new Family<>(
          "adamSteps",
          1,
          List.of(new AdamSteps(adamSteps()), new AdamSteps(List.of(adamSteps().getFirst()))),
          draw -> new AdamSteps(draws(draw, OptimizerCases::randomAdam)),
          OptimizerCases::adamOfList);

  private OptimizerCases() {}

  private static List<SgdStep> withMomentum() {
    return sgdSteps().stream().filter(step -> step.momentum() > 0).toList();
  }

  /** Some steps, now and then more than fit into a kernel's first few arguments. */
  private static <T> List<T> draws(Draw draw, Function<Draw, T> step) {
    int count = draw.chance(0.1) ? draw.between(70, 90) : draw.between(1, 6);
    return IntStream.range(0, count).mapToObj(i -> step.apply(draw)).toList();
  }

  private static SgdSteps randomSgdSteps(Draw draw) {
    var steps = draws(draw, OptimizerCases::randomSgd);
    boolean momentum = steps.getFirst().momentum() > 0;
    return new SgdSteps(steps.stream().filter(op -> op.momentum() > 0 == momentum).toList());
  }

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
    var result = new Case("sgdStep", op);
    addOperands(result, op, "", draw);
    return result
        .call((b, o) -> b.sgdStep(op, o.get("weights"), o.get("gradient"), o.optional("velocity")))
        .magnitude(
            (b, o) ->
                b.sgdStep(
                    absolute(op), o.get("weights"), o.get("gradient"), o.optional("velocity")));
  }

  private static Case sgdOfList(SgdSteps op, Draw draw) {
    int count = op.steps().size();
    var result = new Case("sgdSteps", op);
    for (int i = 0; i < count; i++) {
      addOperands(result, op.steps().get(i), Integer.toString(i), draw);
    }
    var absolute = new SgdSteps(op.steps().stream().map(OptimizerCases::absolute).toList());
    int states = op.steps().getFirst().momentum() > 0 ? count : 0;
    return result
        .call(
            (b, o) ->
                b.sgdSteps(
                    op,
                    list(o, "weights", count),
                    list(o, "gradient", count),
                    list(o, "velocity", states)))
        .magnitude(
            (b, o) ->
                b.sgdSteps(
                    absolute,
                    list(o, "weights", count),
                    list(o, "gradient", count),
                    list(o, "velocity", states)));
  }

  private static List<Buffer> list(Buffers operands, String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> operands.get(name + i)).toList();
  }

  private static void addOperands(Case result, SgdStep op, String number, Draw draw) {
    result
        .inOut("weights" + number, draw.values(op.length()), Bounds.sumOf(4))
        .scratch("gradient" + number, draw.values(op.length()));
    if (op.momentum() > 0) {
      result.inOut("velocity" + number, draw.values(op.length()), Bounds.sumOf(4));
    }
  }

  /** With the sign of the learning rate turned, absolute values add up throughout. */
  private static SgdStep absolute(SgdStep op) {
    return new SgdStep(
        op.length(), -op.learningRate(), op.momentum(), op.nesterov(), op.weightDecay());
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
    var result = new Case("adamStep", op);
    addOperands(result, op, "", draw);
    return result.call(
        (b, o) ->
            b.adamStep(
                op,
                o.get("weights"),
                o.get("gradient"),
                o.get("firstMoment"),
                o.get("secondMoment")));
  }

  private static Case adamOfList(AdamSteps op, Draw draw) {
    int count = op.steps().size();
    var result = new Case("adamSteps", op);
    for (int i = 0; i < count; i++) {
      addOperands(result, op.steps().get(i), Integer.toString(i), draw);
    }
    return result.call(
        (b, o) ->
            b.adamSteps(
                op,
                list(o, "weights", count),
                list(o, "gradient", count),
                list(o, "firstMoment", count),
                list(o, "secondMoment", count)));
  }

  private static void addOperands(Case result, AdamStep op, String number, Draw draw) {
    int length = Math.toIntExact(op.length());
    var bounds = new AdamBounds(op, number);
    result
        .inOut(
            "weights" + number,
            draw.values(length),
            (expected, name) -> each(length, i -> bounds.weight(expected, i)))
        .scratch("gradient" + number, draw.signed(length, 0.1, 1))
        .inOut(
            "firstMoment" + number,
            draw.values(length),
            (expected, name) -> each(length, i -> bounds.first(expected, i)))
        .inOut(
            "secondMoment" + number,
            draw.uniform(length, 0.01, 1),
            (expected, name) -> each(length, i -> bounds.second(expected, i)));
  }
}
