package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.FUNCTION;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.TINY;

import dev.fovea.backend.op.Softmax;
import java.util.ArrayList;
import java.util.List;

/** Softmax, log-softmax and their gradients. */
final class SoftmaxCases {
  /** What the rows hold. */
  private enum Content {
    /** Values within ±4. */
    PLAIN,
    /** Values within ±1e4, where exponentials overflow. */
    LARGE,
    /** Minus infinity in places: masked classes. */
    MASKED,
    /** NaN and infinity in places. */
    SPECIAL
  }

  /** A softmax and its input. */
  private record Geometry(Softmax op, Content content) {}

  static final Family<Geometry> FORWARD =
      new Family<>("softmax", 2, geometries(), SoftmaxCases::random, SoftmaxCases::forward);

  static final Family<Geometry> GRADIENT =
      new Family<>(
          "softmaxGradient",
          2,
          geometries().stream().filter(SoftmaxCases::isPlain).toList(),
          draw -> new Geometry(random(draw).op(), Content.PLAIN),
          SoftmaxCases::gradient);

  private SoftmaxCases() {}

  private static boolean isPlain(Geometry geometry) {
    return geometry.content() == Content.PLAIN;
  }

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (boolean logarithm : new boolean[] {false, true}) {
      for (int size : Draw.AWKWARD) {
        geometries.add(new Geometry(new Softmax(5, size, logarithm), Content.PLAIN));
        geometries.add(new Geometry(new Softmax(size, 10, logarithm), Content.PLAIN));
        geometries.add(new Geometry(new Softmax(3, size, logarithm), Content.LARGE));
      }
      geometries.add(new Geometry(new Softmax(2, 1031, logarithm), Content.PLAIN));
      geometries.add(new Geometry(new Softmax(7, 33, logarithm), Content.MASKED));
      geometries.add(new Geometry(new Softmax(9, 65, logarithm), Content.SPECIAL));
    }
    return geometries;
  }

  private static Geometry random(Draw draw) {
    return new Geometry(
        new Softmax(draw.size(40), draw.size(200), draw.chance(0.5)),
        draw.oneOf(Content.PLAIN, Content.PLAIN, Content.LARGE, Content.SPECIAL));
  }

  private static double[] inputs(Geometry geometry, Draw draw) {
    var op = geometry.op();
    return switch (geometry.content()) {
      case PLAIN -> draw.uniform(op.length(), -4, 4);
      case LARGE -> draw.uniform(op.length(), -1e4, 1e4);
      case MASKED -> {
        var values = draw.uniform(op.length(), -4, 4);
        // the first class of each row stays, a row of nothing has no softmax
        for (int i = 0; i < values.length; i++) {
          if (i % op.classes() != 0 && draw.chance(0.5)) {
            values[i] = Double.NEGATIVE_INFINITY;
          }
        }
        yield values;
      }
      case SPECIAL ->
          draw.with(
              draw.uniform(op.length(), -4, 4), Double.NaN, Double.POSITIVE_INFINITY, 88, -104);
    };
  }

  private static Case forward(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var result =
        new Case(op.operation(), op)
            .input("x", inputs(geometry, draw))
            .output("y", op.length(), bound(op))
            .call((b, o) -> b.softmax(op, o.get("x"), o.get("y")));
    if (isPlain(geometry)) {
      result.gradient(
          new Gradient(
              op.operation() + "Gradient",
              "y",
              List.of("x"),
              (b, o, dy, d) -> b.softmaxGradient(op, o.get("y"), dy, d.get("x"))));
    }
    return result;
  }

  private static Bound bound(Softmax op) {
    return (expected, name) -> {
      var tolerances = new double[Math.toIntExact(op.length())];
      for (int row = 0; row < op.rows(); row++) {
        var maximum = new RowMaximum(expected.before("x"), row, op.classes());
        for (int c = 0; c < op.classes(); c++) {
          int i = row * op.classes() + c;
          tolerances[i] =
              op.logarithm()
                  ? maximum.logSoftmaxTolerance(c)
                  : maximum.softmaxTolerance(c) * expected.after(name)[i] + TINY;
        }
      }
      return tolerances;
    };
  }

  private static Case gradient(Geometry geometry, Draw draw) {
    var op = geometry.op();
    return new Case(op.operation() + "Gradient", op)
        .input("x", inputs(geometry, draw))
        .prepared("y", op.length())
        .prepare((b, o) -> b.softmax(op, o.get("x"), o.get("y")))
        .input("dy", draw.values(op.length()))
        .output("dx", op.length(), (expected, name) -> gradientTolerance(op, expected))
        .call((b, o) -> b.softmaxGradient(op, o.get("y"), o.get("dy"), o.get("dx")));
  }

  private static double[] gradientTolerance(Softmax op, Expectation expected) {
    var y = expected.before("y");
    var dy = expected.before("dy");
    var tolerances = new double[y.length];
    for (int row = 0; row < op.rows(); row++) {
      int first = row * op.classes();
      double sum = 0;
      for (int i = first; i < first + op.classes(); i++) {
        sum += Math.abs(dy[i]) * (op.logarithm() ? 1 : y[i]);
      }
      for (int i = first; i < first + op.classes(); i++) {
        // exp(y) is as exact as a function is; its argument is given
        tolerances[i] =
            op.logarithm()
                ? (Bounds.sum(op.classes()) + FUNCTION * ROUNDOFF)
                    * (Math.abs(dy[i]) + Math.exp(y[i]) * sum)
                : Bounds.sum(op.classes()) * y[i] * (Math.abs(dy[i]) + sum) + TINY;
      }
    }
    return tolerances;
  }
}
