package dev.fovea.engine.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OptimizersTest {
  private static final double DECAY = 0.1;

  private final Backend backend = Backends.open("reference", BackendOptions.defaults());
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();

  {
    parameters.put("weight", parameter(Shape.of(1, 1), 1));
    parameters.put("bias", parameter(Shape.of(1), 1));
    parameters.put("idle", parameter(Shape.of(1), 1));
  }

  private Tensor parameter(Shape shape, float value) {
    return Tensor.empty(backend, shape).fill(value).requiresGradient(true);
  }

  @AfterEach
  void nothingIsLeft() {
    parameters.values().forEach(Tensor::close);
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  /** Values of weight and bias after three steps with gradients 1, 2, 3. */
  private double[] run(Function<Map<String, Tensor>, Optimizer> make) {
    try (var optimizer = make.apply(parameters)) {
      for (int step = 1; step <= 3; step++) {
        for (var name : List.of("weight", "bias")) {
          var tensor = parameters.get(name);
          tensor.gradient(tensor.emptyLike().fill(step));
        }
        optimizer.step();
        assertNull(parameters.get("weight").gradient());
        assertEquals(step, optimizer.steps());
      }
    }
    assertEquals(1, parameters.get("idle").item());
    return new double[] {parameters.get("weight").item(), parameters.get("bias").item()};
  }

  private static double sgd(double momentum, boolean nesterov, double decay) {
    double w = 1;
    double v = 0;
    for (int step = 1; step <= 3; step++) {
      double g = step + decay * w;
      v = momentum * v + g;
      w -= 0.1 * (nesterov ? g + momentum * v : v);
    }
    return w;
  }

  @Test
  void gradientDescent() {
    assertArrayEquals(
        new double[] {sgd(0, false, DECAY), sgd(0, false, 0)},
        run(p -> new Sgd(p, 0.1f, 0, false, (float) DECAY)),
        1e-6);
  }

  @Test
  void momentum() {
    assertArrayEquals(
        new double[] {sgd(0.9, false, DECAY), sgd(0.9, false, 0)},
        run(p -> new Sgd(p, 0.1f, 0.9f, false, (float) DECAY)),
        1e-6);
  }

  @Test
  void nesterov() {
    assertArrayEquals(
        new double[] {sgd(0.9, true, DECAY), sgd(0.9, true, 0)},
        run(p -> new Sgd(p, 0.1f, 0.9f, true, (float) DECAY)),
        1e-6);
  }

  private static double adam(double decay, boolean decoupled) {
    double w = 1;
    double m = 0;
    double v = 0;
    for (int step = 1; step <= 3; step++) {
      double g = step + (decoupled ? 0 : decay * w);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double update = m / (1 - Math.pow(0.9, step));
      update /= Math.sqrt(v / (1 - Math.pow(0.999, step))) + 1e-8;
      w -= 0.1 * (update + (decoupled ? decay * w : 0));
    }
    return w;
  }

  @Test
  void adamFamily() {
    var expected = new double[] {adam(DECAY, true), adam(0, true)};
    assertArrayEquals(expected, run(p -> Adam.adamW(p, 0.1f, (float) DECAY)), 1e-5);
    parameters.values().forEach(parameter -> parameter.fill(1));
    expected = new double[] {adam(DECAY, false), adam(0, false)};
    assertArrayEquals(
        expected, run(p -> new Adam(p, 0.1f, 0.9f, 0.999f, 1e-8f, (float) DECAY, false)), 1e-5);
  }

  @Test
  void stateIsNamedAfterTheParameters() {
    try (var adam = Adam.adam(parameters, 0.1f);
        var plain = new Sgd(parameters, 0.1f, 0, false, 0)) {
      assertEquals(
          List.of(
              "first_moment.weight",
              "second_moment.weight",
              "first_moment.bias",
              "second_moment.bias",
              "first_moment.idle",
              "second_moment.idle"),
          List.copyOf(adam.state().keySet()));
      assertEquals(Map.of(), plain.state());
    }
  }

  @Test
  void clippingByNormScalesAllTogether() {
    parameters.get("weight").gradient(Tensor.of(backend, Shape.of(1, 1), 3));
    parameters.get("bias").gradient(Tensor.of(backend, Shape.of(1), -4));
    var all = List.copyOf(parameters.values());
    assertEquals(5, GradientClipping.byNorm(all, 10), 1e-6);
    assertEquals(3, parameters.get("weight").gradient().item());
    assertEquals(5, GradientClipping.byNorm(all, 1), 1e-6);
    assertEquals(0.6, parameters.get("weight").gradient().item(), 1e-6);
    assertEquals(-0.8, parameters.get("bias").gradient().item(), 1e-6);
  }

  @Test
  void clippingByValueLimitsEach() {
    parameters.get("weight").gradient(Tensor.of(backend, Shape.of(1, 1), 3));
    parameters.get("bias").gradient(Tensor.of(backend, Shape.of(1), -0.5f));
    GradientClipping.byValue(List.copyOf(parameters.values()), 1);
    assertEquals(1, parameters.get("weight").gradient().item());
    assertEquals(-0.5, parameters.get("bias").gradient().item());
  }
}
