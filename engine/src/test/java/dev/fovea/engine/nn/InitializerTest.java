package dev.fovea.engine.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Activation;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final int FAN_IN = 200;
  private static final int FAN_OUT = 100;

  private static void check(Initializer initializer, double variance) {
    try (var backend = Backends.open("reference", BackendOptions.defaults());
        var weights =
            ParameterSource.of(backend, 3)
                .weights(initializer, Shape.of(FAN_IN, FAN_OUT), FAN_IN, FAN_OUT)) {
      var values = weights.toFloats();
      double sum = 0;
      double squares = 0;
      double largest = 0;
      for (float value : values) {
        sum += value;
        squares += (double) value * value;
        largest = Math.max(largest, Math.abs(value));
      }
      double deviation = Math.sqrt(variance);
      assertEquals(0, sum / values.length, 5 * deviation / Math.sqrt(values.length));
      assertEquals(variance, squares / values.length, 0.05 * variance);
      if (initializer.kind() == Fill.Kind.UNIFORM) {
        assertTrue(largest <= Math.sqrt(3) * deviation * (1 + 1e-6));
      }
    }
  }

  @Test
  void variancesAreThePapers() {
    check(Initializer.kaimingUniform(Activation.RELU), 2.0 / FAN_IN);
    check(Initializer.kaimingNormal(Activation.RELU), 2.0 / FAN_IN);
    check(Initializer.kaimingNormal(Activation.leakyRelu(0.5f)), 2 / 1.25 / FAN_IN);
    check(Initializer.xavierUniform(Activation.IDENTITY), 2.0 / (FAN_IN + FAN_OUT));
    check(Initializer.xavierNormal(Activation.TANH), 25.0 / 9 * 2 / (FAN_IN + FAN_OUT));
  }

  @Test
  void fansOfAConvolutionCountItsTaps() {
    try (var backend = Backends.open("reference", BackendOptions.defaults());
        var conv =
            new Conv2d(ParameterSource.of(backend, 3), Conv2dOptions.of(32, 64, 3).groups(2))) {
      double bound = Math.sqrt(3.0 / (9 * 16));
      double largest = 0;
      for (float value : conv.parameters().get("weight").toFloats()) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertTrue(largest <= bound && largest > 0.99 * bound, "largest=" + largest);
    }
  }

  @Test
  void aConstantIsNoDistribution() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Initializer(Initializer.Scheme.XAVIER, Fill.Kind.CONSTANT, 1));
  }
}
