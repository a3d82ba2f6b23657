package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.conformance.cases.Buffers;
import dev.fovea.conformance.cases.Case;
import dev.fovea.conformance.cases.Gradient;
import dev.fovea.conformance.cases.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Holds a gradient operation, in float32 on the candidate, against central differences {@code (f(x
 * + h) - f(x - h)) / 2h} of {@code f = Σ c · output}, c random, in double on the reference.
 */
final class GradientCheck {
  /** Step of the differences: their error is of order h², and far below float32's either way. */
  private static final double STEP = 1e-4;

  /** Relative to the largest gradient of the operand: a wrong formula is off by far more. */
  private static final double RELATIVE = 1e-4;

  /** Absolute, for gradients that cancel: the upstream gradient is of order 1. */
  private static final double ABSOLUTE = 2e-5;

  /**
   * Roundoffs of factors that count, if the candidate rounds them: four deviations of a product of
   * two.
   */
  private static final double ROUNDED_FACTORS = 6;

  /** Elements of each operand that are perturbed; the others are left to the forward check. */
  private static final int SAMPLES = 12;

  /** A case with more elements than this takes the reference too long. */
  static final int LARGEST = 6000;

  private final Backend candidate;
  private final Backend reference;

  GradientCheck(Backend candidate, Backend reference) {
    this.candidate = candidate;
    this.reference = reference;
  }

  /** Whether a case is small enough. */
  static boolean isSmall(Case checked) {
    return checked.operands().stream().mapToLong(operand -> operand.values().length).sum()
        <= LARGEST;
  }

  Verdict run(Case checked, Gradient gradient, long seed) {
    if (!ForwardCheck.supports(candidate, checked)) {
      return Verdict.skipped("not supported by " + candidate.name());
    }
    var verdict = new Verdict();
    var random = new SplittableRandom(seed);
    var upstream = upstream(checked, gradient, random);
    List<double[]> gradients;
    try {
      gradients = gradients(checked, gradient, upstream);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      verdict.complain("thrown: " + e);
      return verdict;
    }
    for (int i = 0; i < gradients.size(); i++) {
      var name = gradient.operands().get(i);
      compare(checked, gradient, name, gradients.get(i), upstream, random, verdict);
    }
    return verdict;
  }

  private static double[] upstream(Case checked, Gradient gradient, SplittableRandom random) {
    return random
        .doubles(operand(checked, gradient.output()).values().length, -1, 1)
        .map(value -> (float) value)
        .toArray();
  }

  private static Operand operand(Case checked, String name) {
    return checked.operands().stream()
        .filter(operand -> operand.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operand " + name));
  }

  private List<double[]> gradients(Case checked, Gradient gradient, double[] upstream) {
    List<Operand> results = new ArrayList<>();
    for (var name : gradient.operands()) {
      var empty = operand(checked, name).values().clone();
      Arrays.fill(empty, Double.NaN);
      results.add(new Operand(name, Operand.Role.OUTPUT, DataType.FLOAT32, empty));
    }
    var dy = new Operand("upstream", Operand.Role.INPUT, DataType.FLOAT32, upstream);
    try (var forward = Buffers.of(candidate, checked.operands(), DataType.FLOAT32);
        var backward = Buffers.of(candidate, List.of(dy), DataType.FLOAT32);
        var filled = Buffers.of(candidate, results, DataType.FLOAT32)) {
      checked.call().run(candidate, forward);
      gradient.call().run(candidate, forward, backward.get("upstream"), filled);
      return gradient.operands().stream().map(filled::read).toList();
    }
  }

  private void compare(
      Case checked,
      Gradient gradient,
      String name,
      double[] actual,
      double[] upstream,
      SplittableRandom random,
      Verdict verdict) {
    int length = actual.length;
    int[] sampled =
        length <= SAMPLES
            ? IntStream.range(0, length).toArray()
            : random.ints(SAMPLES, 0, length).toArray();
    var expected = new double[sampled.length];
    double largest = 0;
    for (int i = 0; i < sampled.length; i++) {
      expected[i] = difference(checked, gradient, name, sampled[i], upstream);
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    double rounding = ROUNDED_FACTORS * checked.factorRoundoff(candidate.precision());
    var comparison = new Comparison();
    for (int i = 0; i < sampled.length; i++) {
      comparison.add(
          sampled[i],
          expected[i],
          actual[sampled[i]],
          (RELATIVE + rounding) * largest + ABSOLUTE + rounding);
    }
    verdict.add("d" + name, length, comparison);
  }

  private double difference(
      Case checked, Gradient gradient, String name, int index, double[] upstream) {
    return (sum(checked, gradient, name, index, STEP, upstream)
            - sum(checked, gradient, name, index, -STEP, upstream))
        / (2 * STEP);
  }

  /** {@code Σ upstream · output} with one element of one operand moved. */
  private double sum(
      Case checked, Gradient gradient, String name, int index, double step, double[] upstream) {
    var moved =
        checked.operands().stream()
            .map(operand -> operand.name().equals(name) ? moved(operand, index, step) : operand)
            .toList();
    try (var buffers = Buffers.of(reference, moved, DataType.FLOAT64)) {
      checked.call().run(reference, buffers);
      var output = buffers.read(gradient.output());
      double sum = 0;
      for (int i = 0; i < output.length; i++) {
        sum += upstream[i] * output[i];
      }
      return sum;
    }
  }

  private static Operand moved(Operand operand, int index, double step) {
    var values = operand.values().clone();
    values[index] += step;
    return new Operand(operand.name(), operand.role(), operand.type(), values);
  }
}
