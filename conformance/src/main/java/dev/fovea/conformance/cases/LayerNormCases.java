package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.TINY;
import static dev.fovea.conformance.cases.Bounds.each;

import dev.fovea.backend.op.LayerNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Layer normalisation and its gradient. */
final class LayerNormCases {
  /**
   * A normalisation and where its inputs lie.
   *
   * @param op the record
   * @param offset mean of the inputs
   */
  private record Geometry(LayerNorm op, double offset) {}

  static final Family<Geometry> FORWARD =
      new Family<>("layerNorm", 2, geometries(), LayerNormCases::random, LayerNormCases::forward);

  static final Family<Geometry> GRADIENT =
      new Family<>(
          "layerNormGradient", 2, geometries(), LayerNormCases::random, LayerNormCases::gradient);

  private LayerNormCases() {}

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      geometries.add(new Geometry(new LayerNorm(3, size, 1e-5f), 0));
      geometries.add(new Geometry(new LayerNorm(size, 37, 1e-5f), 2));
    }
    geometries.add(new Geometry(new LayerNorm(2, 1027, 1e-5f), 0.5));
    geometries.add(new Geometry(new LayerNorm(17, 96, 1e-3f), 100));
    geometries.add(new Geometry(new LayerNorm(139, 16, 1e-5f), 1)); // blocks of rows, one odd
    geometries.add(new Geometry(new LayerNorm(67, 519, 1e-5f), 1)); // and rows in parts
    return geometries;
  }

  private static Geometry random(Draw draw) {
    return new Geometry(
        new LayerNorm(draw.size(40), draw.size(200), draw.oneOf(1e-5f, 1e-3f)),
        draw.oneOf(0.0, 0.0, 1.0, 20.0));
  }

  private static double[] inputs(Geometry geometry, Draw draw) {
    return draw.uniform(geometry.op().length(), geometry.offset() - 1, geometry.offset() + 1);
  }

  private static Moments row(LayerNorm op, Expectation expected, int row) {
    return new Moments(expected.before("x"), row * op.features(), 1, op.features());
  }

  private static Case forward(Geometry geometry, Draw draw) {
    var op = geometry.op();
    var result =
        new Case("layerNorm", op)
            .input("x", inputs(geometry, draw))
            .input("gamma", draw.signed(op.features(), 0.5, 1.5))
            .input("beta", draw.values(op.features()))
            .output("y", op.length(), output(op))
            .output(
                "mean",
                op.rows(),
                (expected, name) ->
                    each(op.rows(), r -> row(op, expected, r).meanTolerance() + TINY))
            .output(
                "inverseDeviation",
                op.rows(),
                (expected, name) ->
                    each(
                        op.rows(),
                        r -> {
                          var moments = row(op, expected, r);
                          return moments.inverseDeviation(op.epsilon())
                              * moments.inverseTolerance(op.epsilon());
                        }))
            .call(
                (b, o) ->
                    b.layerNorm(
                        op,
                        o.get("x"),
                        o.get("gamma"),
                        o.get("beta"),
                        o.get("y"),
                        o.get("mean"),
                        o.get("inverseDeviation")));
    // two features normalise to ±1 whatever they hold: differences then measure rounding alone
    if (op.features() > 2) {
      result.gradient(
          new Gradient(
              "layerNormGradient",
              "y",
              List.of("x", "gamma", "beta"),
              (b, o, dy, d) ->
                  b.layerNormGradient(
                      op,
                      o.get("x"),
                      dy,
                      o.get("gamma"),
                      o.get("mean"),
                      o.get("inverseDeviation"),
                      d.get("x"),
                      d.get("gamma"),
                      d.get("beta"))));
    }
    return result;
  }

  private static Bound output(LayerNorm op) {
    return (expected, name) -> {
      var tolerances = new double[Math.toIntExact(op.length())];
      for (int row = 0; row < op.rows(); row++) {
        var moments = row(op, expected, row);
        for (int i = 0; i < op.features(); i++) {
          tolerances[row * op.features() + i] =
              moments.outputTolerance(
                  i, op.epsilon(), expected.before("gamma")[i], expected.before("beta")[i]);
        }
      }
      return tolerances;
    };
  }

  private static Case gradient(Geometry geometry, Draw draw) {
    var op = geometry.op();
    return new Case("layerNormGradient", op)
        .input("x", inputs(geometry, draw))
        .input("dy", draw.values(op.length()))
        .input("gamma", draw.signed(op.features(), 0.5, 1.5))
        .input("mean", draw.uniform(op.rows(), geometry.offset() - 1, geometry.offset() + 1))
        .input("inverseDeviation", draw.uniform(op.rows(), 0.5, 2))
        .output("dx", op.length(), (expected, name) -> dx(op, expected))
        .output(
            "dgamma",
            op.features(),
            (expected, name) -> overRows(op, i -> dy(expected, i) * normalised(op, expected, i)))
        .output("dbeta", op.features(), (expected, name) -> overRows(op, i -> dy(expected, i)))
        .call(
            (b, o) ->
                b.layerNormGradient(
                    op,
                    o.get("x"),
                    o.get("dy"),
                    o.get("gamma"),
                    o.get("mean"),
                    o.get("inverseDeviation"),
                    o.get("dx"),
                    o.get("dgamma"),
                    o.get("dbeta")));
  }

  private static double dy(Expectation expected, int i) {
    return Math.abs(expected.before("dy")[i]);
  }

  private static double normalised(LayerNorm op, Expectation expected, int i) {
    int row = i / op.features();
    return (Math.abs(expected.before("x")[i]) + Math.abs(expected.before("mean")[row]))
        * expected.before("inverseDeviation")[row];
  }

  private static double[] overRows(LayerNorm op, IntToDoubleFunction term) {
    var sums = new double[op.features()];
    for (int i = 0; i < op.length(); i++) {
      sums[i % op.features()] += Bounds.sum(op.rows()) * term.applyAsDouble(i);
    }
    return sums;
  }

  private static double[] dx(LayerNorm op, Expectation expected) {
    int features = op.features();
    var gamma = expected.before("gamma");
    var tolerances = new double[Math.toIntExact(op.length())];
    for (int row = 0; row < op.rows(); row++) {
      double gradients = 0;
      double products = 0;
      for (int c = 0; c < features; c++) {
        int i = row * features + c;
        double gradient = dy(expected, i) * Math.abs(gamma[c]);
        gradients += gradient / features;
        products += gradient * normalised(op, expected, i) / features;
      }
      double factor = Bounds.sum(features) * expected.before("inverseDeviation")[row];
      for (int c = 0; c < features; c++) {
        int i = row * features + c;
        tolerances[i] =
            factor
                * (dy(expected, i) * Math.abs(gamma[c])
                    + gradients
                    + normalised(op, expected, i) * products);
      }
    }
    return tolerances;
  }
}
