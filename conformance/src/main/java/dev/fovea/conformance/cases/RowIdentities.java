package dev.fovea.conformance.cases;

import static dev.fovea.conformance.cases.Bounds.ARITHMETIC;
import static dev.fovea.conformance.cases.Bounds.FUNCTION;
import static dev.fovea.conformance.cases.Bounds.ROUNDOFF;
import static dev.fovea.conformance.cases.Bounds.each;

import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import dev.fovea.conformance.cases.Identity.Memory;
import dev.fovea.conformance.cases.Identity.Sides;
import java.util.List;

/** Identities of normalisations, reductions, row-wise functions and random numbers. */
final class RowIdentities {
  private static final int ROWS = 1000;
  private static final int CLASSES = 1000;
  private static final int MANY = 1_000_003;

  /** Standard deviations that a statistic of a fixed stream may be off by. */
  private static final double DEVIATIONS = 5;

  private RowIdentities() {}

  static List<Identity> all() {
    var batch = new BatchNorm(28 * 28 * 8, 65, 1e-5f, 0.1f);
    var layer = new LayerNorm(513, 768, 1e-5f);
    var softmax = new Softmax(ROWS, CLASSES, false);
    var logSoftmax = new Softmax(ROWS, CLASSES, true);
    var loss = new CrossEntropy(ROWS, CLASSES, CrossEntropy.Target.CLASS_INDEX);
    var sum = Reduce.all(Reduce.Kind.SUM, MANY);
    var maximum = Reduce.of(Reduce.Kind.MAX, Shape.of(ROWS, CLASSES), 1);
    var tanh = Unary.of(Unary.Kind.TANH, MANY);
    var uniform = Fill.uniform(MANY, -1, 3);
    var normal = Fill.normal(MANY, 1, 2);
    var dropout = new Dropout(MANY, 0.3f);
    return List.of(
        new Identity(
            "batchNorm-moments",
            "batchNormTraining",
            batch,
            8 * batch.length(),
            "each channel has mean beta and variance gamma² · variance / (variance + epsilon)",
            (memory, draw) -> batchMoments(batch, memory, draw)),
        new Identity(
            "layerNorm-moments",
            "layerNorm",
            layer,
            8 * layer.length(),
            "each row has mean 0 and variance about 1",
            (memory, draw) -> layerMoments(layer, memory, draw)),
        new Identity(
            "softmax-sum",
            "softmax",
            softmax,
            20 * softmax.length(),
            "each row sums to 1",
            (memory, draw) -> rowsSumToOne(softmax, memory, draw)),
        new Identity(
            "logSoftmax-sum",
            "logSoftmax",
            logSoftmax,
            20 * softmax.length(),
            "the exponentials of each row sum to 1",
            (memory, draw) -> rowsSumToOne(logSoftmax, memory, draw)),
        new Identity(
            "crossEntropy-gradient-sum",
            "crossEntropyGradient",
            loss,
            20 * loss.length(),
            "each row of the gradient sums to 0",
            (memory, draw) -> gradientSumsToZero(loss, memory, draw)),
        new Identity(
            "sum-host",
            "sum",
            sum,
            MANY,
            "a long sum equals the host's in double precision",
            (memory, draw) -> longSum(sum, memory, draw)),
        new Identity(
            "max-argMax",
            "max",
            maximum,
            ROWS * CLASSES,
            "x[argMax(x)] = max(x)",
            (memory, draw) -> maximumAtItsIndex(maximum, memory, draw)),
        new Identity(
            "tanh-sigmoid",
            "tanh",
            tanh,
            20L * MANY,
            "tanh(x) = 2 · sigmoid(2x) - 1",
            (memory, draw) -> tanhBySigmoid(tanh, memory, draw)),
        new Identity(
            "randomUniform-moments",
            "randomUniform",
            uniform,
            MANY,
            "mean and variance",
            (memory, draw) -> randomMoments(uniform, 1, 16.0 / 12, 1.8, memory)),
        new Identity(
            "randomNormal-moments",
            "randomNormal",
            normal,
            20L * MANY,
            "mean and variance",
            (memory, draw) -> randomMoments(normal, 1, 4, 3, memory)),
        new Identity(
            "dropout-share",
            "dropout",
            dropout,
            MANY,
            "the share of zeros is the probability",
            (memory, draw) -> dropped(dropout, memory)));
  }

  private static Sides batchMoments(BatchNorm op, Memory memory, Draw draw) {
    int channels = op.channels();
    var x = draw.uniform(op.length(), 1, 3);
    var gamma = draw.signed(channels, 0.5, 1.5);
    var beta = draw.values(channels);
    var y = memory.empty(op.length());
    memory
        .backend()
        .batchNormTraining(
            op,
            memory.floats(x),
            memory.floats(gamma),
            memory.floats(beta),
            memory.floats(new double[channels]),
            memory.floats(new double[channels]),
            y,
            memory.empty(channels),
            memory.empty(channels));
    return moments(x, memory.read(y), channels, 1, op.rows(), channels, op.epsilon(), gamma, beta);
  }

  private static Sides layerMoments(LayerNorm op, Memory memory, Draw draw) {
    int features = op.features();
    var x = draw.uniform(op.length(), 1, 3);
    var ones = draw.constant(features, 1);
    var zeros = draw.constant(features, 0);
    var y = memory.empty(op.length());
    memory
        .backend()
        .layerNorm(
            op,
            memory.floats(x),
            memory.floats(ones),
            memory.floats(zeros),
            y,
            memory.empty(op.rows()),
            memory.empty(op.rows()));
    return moments(
        x,
        memory.read(y),
        op.rows(),
        features,
        features,
        1,
        op.epsilon(),
        draw.constant(op.rows(), 1),
        draw.constant(op.rows(), 0));
  }

  /** Mean and variance of each group of y against what the group of x makes of them. */
  private static Sides moments(
      double[] x,
      double[] y,
      int groups,
      int apart,
      int count,
      int step,
      float epsilon,
      double[] gamma,
      double[] beta) {
    var sides = new Sides(new double[0], new double[0], new double[0]);
    for (int group = 0; group < groups; group++) {
      var before = new Moments(x, group * apart, step, count);
      var after = new Moments(y, group * apart, step, count);
      double factor = Math.abs(gamma[group]);
      double tolerance = before.outputTolerance(0, epsilon, factor, beta[group]);
      double variance = factor * factor * before.variance() / (before.variance() + epsilon);
      sides =
          sides
              .and(Sides.of(after.mean(), beta[group], tolerance))
              .and(Sides.of(after.variance(), variance, 4 * factor * tolerance));
    }
    return sides;
  }

  private static Sides rowsSumToOne(Softmax op, Memory memory, Draw draw) {
    var y = memory.empty(op.length());
    memory.backend().softmax(op, memory.floats(draw.uniform(op.length(), -6, 6)), y);
    var values = memory.read(y);
    var sums = new double[op.rows()];
    for (int i = 0; i < values.length; i++) {
      sums[i / op.classes()] += op.logarithm() ? Math.exp(values[i]) : values[i];
    }
    // distances from the maximum are at most 12
    double tolerance = Bounds.sum(op.classes()) + (2 * FUNCTION + ARITHMETIC * 12) * ROUNDOFF;
    return new Sides(sums, draw.constant(op.rows(), 1), each(op.rows(), row -> tolerance));
  }

  private static Sides gradientSumsToZero(CrossEntropy op, Memory memory, Draw draw) {
    var gradient = memory.empty(op.length());
    memory
        .backend()
        .crossEntropyGradient(
            op,
            memory.floats(draw.uniform(op.length(), -6, 6)),
            memory.ints(draw.integers(op.rows(), 0, op.classes() - 1)),
            memory.floats(draw.constant(op.rows(), 1)),
            gradient);
    var values = memory.read(gradient);
    var sums = new double[op.rows()];
    for (int i = 0; i < values.length; i++) {
      sums[i / op.classes()] += values[i];
    }
    double tolerance = Bounds.sum(op.classes()) + (2 * FUNCTION + ARITHMETIC * 12) * ROUNDOFF;
    return new Sides(sums, draw.constant(op.rows(), 0), each(op.rows(), row -> tolerance));
  }

  private static Sides longSum(Reduce op, Memory memory, Draw draw) {
    // all positive: a sum without blocks would lose what it adds
    var x = draw.uniform(op.input().elements(), 0, 1);
    var y = memory.empty(1);
    memory.backend().reduce(op, memory.floats(x), y);
    double sum = Sums.sum(x);
    return Sides.of(memory.read(y)[0], sum, Bounds.sum(x.length) * sum);
  }

  private static Sides maximumAtItsIndex(Reduce op, Memory memory, Draw draw) {
    var x = draw.values(op.input().elements());
    var onX = memory.floats(x);
    var largest = memory.empty(ROWS);
    var indices = memory.emptyIndices(ROWS);
    memory.backend().reduce(op, onX, largest);
    memory.backend().argMax(ArgMax.of(op.input(), 1), onX, indices);
    var at = memory.backend().toInts(indices);
    return Sides.exact(memory.read(largest), each(ROWS, row -> x[row * CLASSES + at[row]]));
  }

  private static Sides tanhBySigmoid(Unary op, Memory memory, Draw draw) {
    var x = draw.uniform(op.length(), -8, 8);
    var y = memory.empty(op.length());
    var doubled = memory.floats(each(x.length, i -> 2 * x[i]));
    var sigmoid = memory.empty(op.length());
    memory.backend().unary(op, memory.floats(x), y);
    memory.backend().unary(Unary.of(Unary.Kind.SIGMOID, op.length()), doubled, sigmoid);
    var half = memory.read(sigmoid);
    return new Sides(
        memory.read(y),
        each(x.length, i -> 2 * half[i] - 1),
        each(x.length, i -> 3 * FUNCTION * ROUNDOFF));
  }

  private static Sides randomMoments(
      Fill op, double mean, double variance, double kurtosis, Memory memory) {
    var y = memory.empty(op.length());
    memory.backend().fill(op, RandomState.of(11), y);
    var moments = new Moments(memory.read(y), 0, 1, MANY);
    double root = Math.sqrt(MANY);
    return Sides.of(moments.mean(), mean, DEVIATIONS * Math.sqrt(variance) / root)
        .and(
            Sides.of(
                moments.variance(),
                variance,
                DEVIATIONS * variance * Math.sqrt(kurtosis - 1) / root));
  }

  private static Sides dropped(Dropout op, Memory memory) {
    var ones = memory.empty(op.length());
    var y = memory.empty(op.length());
    memory.backend().fill(Fill.constant(op.length(), 1), null, ones);
    memory.backend().dropout(op, RandomState.of(12), ones, y);
    double zeros = 0;
    for (double value : memory.read(y)) {
      zeros += value == 0 ? 1 : 0;
    }
    double p = op.probability();
    return Sides.of(zeros / MANY, p, DEVIATIONS * Math.sqrt(p * (1 - p) / MANY));
  }
}
