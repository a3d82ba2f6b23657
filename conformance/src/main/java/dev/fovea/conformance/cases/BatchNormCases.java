package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.TINY;
import static dev.fovea.conformance.cases.Bounds.each;

import dev.fovea.backend.op.BatchNorm;
import java.util.ArrayList;
import java.util.List;

/** Batch normalisation in training and inference, and its gradient. */
final class BatchNormCases {
  /**
   * A normalisation and where its inputs lie.
   *
   * @param op the record
   * @param offset mean of the inputs: far from zero, it shows a variance computed carelessly
   * @param spread half the range of the inputs; 0 makes every channel constant
   */
  private record Geometry(BatchNorm op, double offset, double spread) {}

  static final Family<Geometry> TRAINING =
      new Family<>(
          "batchNormTraining", 2, geometries(), BatchNormCases::random, BatchNormCases::training);

  static final Family<Geometry> INFERENCE =
      new Family<>(
          "batchNormInference", 2, geometries(), BatchNormCases::random, BatchNormCases::inference);

  static final Family<Geometry> GRADIENT =
      new Family<>(
          "batchNormGradient", 2, geometries(), BatchNormCases::random, BatchNormCases::gradient);

  private BatchNormCases() {}

  private static List<Geometry> geometries() {
    List<Geometry> geometries = new ArrayList<>();
    for (int size : Draw.AWKWARD) {
      geometries.add(new Geometry(new BatchNorm(size, size, 1e-5f, 0.1f), 0, 1));
      geometries.add(new Geometry(new BatchNorm(37, size, 1e-5f, 0.1f), 2, 1));
    }
    geometries.add(new Geometry(new BatchNorm(1, 17, 1e-5f, 0.1f), 0, 1));
    geometries.add(new Geometry(new BatchNorm(2, 5, 1e-3f, 0.1f), 0, 1));
    geometries.add(new Geometry(new BatchNorm(2051, 3, 1e-5f, 0.1f), 0.5, 1));
    geometries.add(new Geometry(new BatchNorm(300, 33, 1e-5f, 0), 0, 3));
    geometries.add(new Geometry(new BatchNorm(300, 18, 1e-5f, 1), 0, 3));
    geometries.add(new Geometry(new BatchNorm(400, 20, 1e-5f, 0.1f), 100, 1));
    geometries.add(new Geometry(new BatchNorm(50, 19, 1e-5f, 0.1f), 3, 0));
    // Few channels, whose sums and factors stay in registers: whole blocks of rows, and some left.
    geometries.add(new Geometry(new BatchNorm(2051, 64, 1e-5f, 0.1f), 3, 1));
    geometries.add(new Geometry(new BatchNorm(1037, 32, 1e-5f, 0.1f), 1, 1));
    geometries.add(new Geometry(new BatchNorm(2100, 16, 1e-5f, 0.1f), 1, 1));
    // Sums in several parts, the last one longer; of short rows, long ones, and blocks of columns.
    geometries.add(new Geometry(new BatchNorm(8999, 17, 1e-5f, 0.1f), 1, 1));
    geometries.add(new Geometry(new BatchNorm(133, 1031, 1e-5f, 0.1f), 1, 1));
    geometries.add(new Geometry(new BatchNorm(67, 2057, 1e-5f, 0.1f), 1, 1));
    return geometries;
  }

  private static Geometry random(Draw draw) {
    var op =
        new BatchNorm(
            draw.size(200), draw.size(70), draw.oneOf(1e-5f, 1e-3f), draw.oneOf(0f, 0.1f, 1f));
    return new Geometry(op, draw.oneOf(0.0, 0.0, 1.0, 20.0), draw.oneOf(1.0, 1.0, 4.0));
  }

  private static double[] inputs(Geometry geometry, Draw draw) {
    return draw.uniform(
        geometry.op().length(),
        geometry.offset() - geometry.spread(),
        geometry.offset() + geometry.spread());
  }

  private static Moments channel(BatchNorm op, Expectation expected, int channel) {
    return new Moments(expected.before("x"), channel, op.channels(), op.rows());
  }

  private static Case training(Geometry geometry, Draw draw) {
    var op = geometry.op();
    int channels = op.channels();
    var result =
        new Case("batchNormTraining", op)
            .input("x", inputs(geometry, draw))
            .input("gamma", draw.signed(channels, 0.5, 1.5))
            .input("beta", draw.values(channels))
            .inOut("runningMean", draw.values(channels), runningMean(op))
            .inOut("runningVariance", draw.uniform(channels, 0.5, 2), runningVariance(op))
            .output("y", op.length(), output(op))
            .output(
                "mean",
                channels,
                (expected, name) ->
                    each(channels, c -> channel(op, expected, c).meanTolerance() + TINY))
            .output("inverseDeviation", channels, inverseDeviation(op))
            .call(
                (b, o) ->
                    b.batchNormTraining(
                        op,
                        o.get("x"),
                        o.get("gamma"),
                        o.get("beta"),
                        o.get("runningMean"),
                        o.get("runningVariance"),
                        o.get("y"),
                        o.get("mean"),
                        o.get("inverseDeviation")));
    // two rows normalise to ±1 whatever they hold: differences then measure rounding alone
    if (op.rows() > 2 && geometry.spread() > 0) {
      result.gradient(
          new Gradient(
              "batchNormGradient",
              "y",
              List.of("x", "gamma", "beta"),
              (b, o, dy, d) ->
                  b.batchNormGradient(
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

  private static Bound output(BatchNorm op) {
    return (expected, name) -> {
      var tolerances = new double[Math.toIntExact(op.length())];
      for (int c = 0; c < op.channels(); c++) {
        var moments = channel(op, expected, c);
        for (int row = 0; row < op.rows(); row++) {
          tolerances[row * op.channels() + c] =
              moments.outputTolerance(
                  row, op.epsilon(), expected.before("gamma")[c], expected.before("beta")[c]);
        }
      }
      return tolerances;
    };
  }

  private static Bound inverseDeviation(BatchNorm op) {
    return (expected, name) ->
        each(
            op.channels(),
            c -> {
              var moments = channel(op, expected, c);
              return moments.inverseDeviation(op.epsilon())
                  * moments.inverseTolerance(op.epsilon());
            });
  }

  private static Bound runningMean(BatchNorm op) {
    return (expected, name) ->
        each(
            op.channels(),
            c -> {
              var moments = channel(op, expected, c);
              return op.momentum() * moments.meanTolerance()
                  + ARITHMETIC
                      * ROUNDOFF
                      * (Math.abs(expected.before(name)[c]) + Math.abs(moments.mean()));
            });
  }

  private static Bound runningVariance(BatchNorm op) {
    double unbiased = op.rows() == 1 ? 1 : op.rows() / (op.rows() - 1.0);
    return (expected, name) ->
        each(
            op.channels(),
            c -> {
              var moments = channel(op, expected, c);
              return op.momentum() * unbiased * moments.varianceTolerance()
                  + ARITHMETIC
                      * ROUNDOFF
                      * (Math.abs(expected.before(name)[c]) + unbiased * moments.variance());
            });
  }

  private static Case inference(Geometry geometry, Draw draw) {
    var op = geometry.op();
    int channels = op.channels();
    return new Case("batchNormInference", op)
        .input("x", inputs(geometry, draw))
        .input("gamma", draw.signed(channels, 0.5, 1.5))
        .input("beta", draw.values(channels))
        .input("mean", draw.uniform(channels, geometry.offset() - 1, geometry.offset() + 1))
        .input("variance", draw.uniform(channels, 0.1, 2))
        .output(
            "y",
            op.length(),
            (expected, name) ->
                each(
                    Math.toIntExact(op.length()),
                    i -> {
                      int c = i % channels;
                      double scale =
                          Math.abs(expected.before("gamma")[c])
                              / Math.sqrt(expected.before("variance")[c] + op.epsilon());
                      // covers y = x · scale + shift too, the form that folds into weights
                      return 2
                          * ARITHMETIC
                          * ROUNDOFF
                          * (scale
                                  * (Math.abs(expected.before("x")[i])
                                      + Math.abs(expected.before("mean")[c]))
                              + Math.abs(expected.before("beta")[c]));
                    }))
        .call(
            (b, o) ->
                b.batchNormInference(
                    op,
                    o.get("x"),
                    o.get("gamma"),
                    o.get("beta"),
                    o.get("mean"),
                    o.get("variance"),
                    o.get("y")));
  }

  private static Case gradient(Geometry geometry, Draw draw) {
    var op = geometry.op();
    int channels = op.channels();
    return new Case("batchNormGradient", op)
        .input("x", inputs(geometry, draw))
        .input("dy", draw.values(op.length()))
        .input("gamma", draw.signed(channels, 0.5, 1.5))
        .input("mean", draw.uniform(channels, geometry.offset() - 1, geometry.offset() + 1))
        .input("inverseDeviation", draw.uniform(channels, 0.5, 2))
        .output("dx", op.length(), (expected, name) -> new Scales(op, expected).dx())
        .output("dgamma", channels, (expected, name) -> new Scales(op, expected).dgamma())
        .output("dbeta", channels, (expected, name) -> new Scales(op, expected).dbeta())
        .call(
            (b, o) ->
                b.batchNormGradient(
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

  /** Tolerances of the gradients: their sums, of absolute values. */
  private static final class Scales {
    private final BatchNorm op;
    private final Expectation expected;
    private final double[] sumOfDy;
    private final double[] sumOfProducts;

    Scales(BatchNorm op, Expectation expected) {
      this.op = op;
      this.expected = expected;
      sumOfDy = new double[op.channels()];
      sumOfProducts = new double[op.channels()];
      for (int i = 0; i < op.length(); i++) {
        int c = i % op.channels();
        sumOfDy[c] += dy(i);
        sumOfProducts[c] += dy(i) * normalised(i);
      }
    }

    private double dy(int i) {
      return Math.abs(expected.before("dy")[i]);
    }

    private double normalised(int i) {
      int c = i % op.channels();
      return (Math.abs(expected.before("x")[i]) + Math.abs(expected.before("mean")[c]))
          * expected.before("inverseDeviation")[c];
    }

    double[] dx() {
      return each(
          Math.toIntExact(op.length()),
          i -> {
            int c = i % op.channels();
            return Bounds.sum(op.rows())
                * Math.abs(expected.before("gamma")[c])
                * expected.before("inverseDeviation")[c]
                * (dy(i) + (sumOfDy[c] + normalised(i) * sumOfProducts[c]) / op.rows());
          });
    }

    double[] dgamma() {
      return each(op.channels(), c -> Bounds.sum(op.rows()) * sumOfProducts[c]);
    }

    double[] dbeta() {
      return each(op.channels(), c -> Bounds.sum(op.rows()) * sumOfDy[c]);
    }
  }
}
