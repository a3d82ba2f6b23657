package dev.fovea.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.Function;

/**
 * Compares backward with central differences, in double precision on the reference backend. The
 * loss is {@code Σ w[i] · y[i]} with fixed random w, so that no element's error cancels another's.
 */
final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;

  private final Backend backend;
  private final Random random = new Random(42);

  GradientCheck(Backend backend) {
    this.backend = backend;
  }

  /** Values in ±[0.1, 1.1]: away from the kinks at 0, distinct enough for maxima. */
  Tensor input(int... sizes) {
    var shape = Shape.of(sizes);
    var values = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (0.1 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
    }
    return Tensor.ofDoubles(backend, shape, values).requiresGradient(true);
  }

  /** Checks the gradients of all inputs. */
  void check(Function<Tensor[], Tensor> function, Tensor... inputs) {
    double[] weights;
    try (var _ = Scope.open()) {
      weights = random.doubles(function.apply(inputs).elements(), -1, 1).toArray();
    }
    try (var tape = Tape.open()) {
      tape.backward(weightedSum(function, weights, inputs));
    }
    for (int k = 0; k < inputs.length; k++) {
      if (inputs[k].requiresGradient()) {
        compare(function, weights, inputs, k);
      }
    }
    for (var input : inputs) {
      input.close();
    }
    assertEquals(0, backend.memory().live());
  }

  private void compare(
      Function<Tensor[], Tensor> function, double[] weights, Tensor[] inputs, int k) {
    var values = inputs[k].toDoubles();
    var gradient = inputs[k].gradient().toDoubles();
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      values[i] = value + STEP;
      double above = loss(function, weights, inputs, inputs[k], values);
      values[i] = value - STEP;
      double below = loss(function, weights, inputs, inputs[k], values);
      values[i] = value;
      double expected = (above - below) / (2 * STEP);
      assertEquals(
          expected,
          gradient[i],
          TOLERANCE * Math.max(1, Math.abs(expected)),
          "input " + k + ", element " + i);
    }
    inputs[k].set(MemorySegment.ofArray(values));
  }

  private double loss(
      Function<Tensor[], Tensor> function,
      double[] weights,
      Tensor[] inputs,
      Tensor changed,
      double[] values) {
    changed.set(MemorySegment.ofArray(values));
    try (var _ = Scope.open()) {
      return weightedSum(function, weights, inputs).item();
    }
  }

  private Tensor weightedSum(
      Function<Tensor[], Tensor> function, double[] weights, Tensor[] inputs) {
    var y = function.apply(inputs);
    assertEquals(DataType.FLOAT64, y.type());
    var w = Tensor.ofDoubles(backend, y.shape(), weights);
    var flat = Functions.reshape(Functions.multiply(y, w), Shape.of(weights.length));
    return Functions.sum(flat);
  }
}
