package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.TINY;

import dev.fovea.backend.op.CrossEntropy;
import java.util.ArrayList;
import java.util.List;

/** Cross-entropy from logits and its gradient. */
final class CrossEntropyCases {
  /**
   * A loss and its inputs.
   *
   * @param op the record
   * @param range half the range of the logits
   * @param outside whether some class indices lie outside the classes
   */
  private record Geometry(CrossEntropy op, double range, boolean outside) {}

  static final Family<Geometry> FORWARD =
      new Family<>(
          "crossEntropy", 2, geometries(), CrossEntropyCases::random, CrossEntropyCases::forward);

  static final Family<Geometry> GRADIENT =
      new Family<>(
          "crossEntropyGradient",
          2,
          geometries(),
          CrossEntropyCases::random,
          CrossEntropyCases::gradient);

  private CrossEntropyCases() {}

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (var target : CrossEntropy.Target.values()) {
      for (int size : Draw.AWKWARD) {
        geometries.add(new Geometry(new CrossEntropy(5, size, target), 4, false));
        geometries.add(new Geometry(new CrossEntropy(size, 10, target), 4, false));
      }
      geometries.add(new Geometry(new CrossEntropy(9, 33, target), 1000, false));
      geometries.add(new Geometry(new CrossEntropy(2, 1031, target), 4, false));
    }
    var classes = CrossEntropy.Target.CLASS_INDEX;
    geometries.add(new Geometry(new CrossEntropy(17, 10, classes), 4, true));
    return geometries;
  }

  private static Geometry random(Draw draw) {
    var target = draw.oneOf(CrossEntropy.Target.values());
    return new Geometry(
        new CrossEntropy(draw.size(40), draw.size(150), target),
        draw.oneOf(4.0, 4.0, 1000.0),
        target == CrossEntropy.Target.CLASS_INDEX && draw.chance(0.2));
  }

  private static Case withInputs(String operation, Geometry geometry, Draw draw) {
    var op = geometry.op();
    var result =
        new Case(operation, op)
            .input("logits", draw.uniform(op.length(), -geometry.range(), geometry.range()));
    if (op.target() == CrossEntropy.Target.SOFT) {
      return result.input("targets", draw.uniform(op.length(), 0, 1));
    }
    var indices = draw.integers(op.rows(), 0, op.classes() - 1);
    if (geometry.outside()) {
      draw.with(indices, -1, op.classes(), Integer.MAX_VALUE, Integer.MIN_VALUE);
    }
    return result.indices("targets", indices);
  }

  private static Case forward(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var result =
        withInputs("crossEntropy", geometry, draw)
            .output("losses", op.rows(), (expected, name) -> lossTolerance(op, expected))
            .call((b, o) -> b.crossEntropy(op, o.get("logits"), o.get("targets"), o.get("losses")));
    if (!geometry.outside()) {
      result.gradient(
          new Gradient(
              "crossEntropyGradient",
              "losses",
              List.of("logits"),
              (b, o, dlosses, d) ->
                  b.crossEntropyGradient(
                      op, o.get("logits"), o.get("targets"), dlosses, d.get("logits"))));
    }
    return result;
  }

  private static Case gradient(Geometry geometry, Draw draw) {
    var op = geometry.op();
    return withInputs("crossEntropyGradient", geometry, draw)
        .input("dlosses", draw.values(op.rows()))
        .output("dlogits", op.length(), (expected, name) -> gradientTolerance(op, expected))
        .call(
            (b, o) ->
                b.crossEntropyGradient(
                    op, o.get("logits"), o.get("targets"), o.get("dlosses"), o.get("dlogits")));
  }

  private static double target(CrossEntropy op, Expectation expected, int row, int c) {
    var targets = expected.before("targets");
    return op.target() == CrossEntropy.Target.SOFT
        ? targets[row * op.classes() + c]
        : targets[row] == c ? 1 : 0;
  }

  private static double[] lossTolerance(CrossEntropy op, Expectation expected) {
    var tolerances = new double[op.rows()];
    for (int row = 0; row < op.rows(); row++) {
      var maximum = new RowMaximum(expected.before("logits"), row, op.classes());
      double sum = 0;
      for (int c = 0; c < op.classes(); c++) {
        sum += target(op, expected, row, c) * maximum.logSoftmaxTolerance(c);
      }
      // the sum over classes rounds too; each term is at most the loss
      tolerances[row] =
          sum + Bounds.sum(op.classes()) * Math.abs(expected.after("losses")[row]) + TINY;
    }
    return tolerances;
  }

  private static double[] gradientTolerance(CrossEntropy op, Expectation expected) {
    var tolerances = new double[Math.toIntExact(op.length())];
    for (int row = 0; row < op.rows(); row++) {
      var maximum = new RowMaximum(expected.before("logits"), row, op.classes());
      double sum = 0;
      for (int c = 0; c < op.classes(); c++) {
        sum += target(op, expected, row, c);
      }
      double upstream = Math.abs(expected.before("dlosses")[row]);
      for (int c = 0; c < op.classes(); c++) {
        double softmax = maximum.softmax(c) * sum;
        tolerances[row * op.classes() + c] =
            upstream
                    * (softmax * (maximum.softmaxTolerance(c) + Bounds.sum(op.classes()))
                        + ARITHMETIC * ROUNDOFF * (softmax + target(op, expected, row, c)))
                + TINY;
      }
    }
    return tolerances;
  }
}
