package dev.fovea.engine.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LayersTest {
  private final Backend backend = Backends.open("reference", BackendOptions.defaults());
  private final ParameterSource source = ParameterSource.of(backend, 1);

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  /** The shape that a layer announces is the one it gives, and every parameter gets a gradient. */
  private void check(Layer layer, Shape input, Shape output) {
    assertEquals(output, layer.outputShape(input), layer.describe());
    var random = source.generator().take(input.elements());
    try (layer;
        var tape = Tape.open()) {
      var x = Tensor.empty(backend, input).fill(Fill.normal(input.elements(), 0, 1), random);
      x.requiresGradient(true);
      var y = layer.forward(x);
      assertEquals(output, y.shape(), layer.describe());
      tape.backward(Functions.mean(y));
      assertEquals(input, x.gradient().shape());
      layer.parameters().forEach((name, p) -> assertEquals(p.shape(), p.gradient().shape(), name));
    }
  }

  @Test
  void shapesAreAsAnnounced() {
    var options = Conv2dOptions.of(4, 6, 3);
    check(new Conv2d(source, options), Shape.of(2, 7, 9, 4), Shape.of(2, 5, 7, 6));
    check(
        new Conv2d(source, options.kernel(3, 1).stride(2).padding(1).dilation(2).groups(2).relu()),
        Shape.of(1, 9, 8, 4),
        Shape.of(1, 4, 5, 6));
    check(
        new ConvTranspose2d(source, options.stride(2).padding(1)),
        Shape.of(2, 4, 3, 4),
        Shape.of(2, 7, 5, 6));
    check(
        new ConvTranspose2d(source, options.groups(2)), Shape.of(1, 1, 1, 4), Shape.of(1, 3, 3, 6));
    check(new Linear(source, 7, 3), Shape.of(5, 7), Shape.of(5, 3));
    check(new Linear(source, 7, 3, Activation.TANH), Shape.of(2, 3, 7), Shape.of(2, 3, 3));
    check(new MaxPool2d(3, 2, 1), Shape.of(2, 7, 6, 3), Shape.of(2, 4, 3, 3));
    check(new AveragePool2d(2), Shape.of(1, 17, 16, 1), Shape.of(1, 8, 8, 1));
    check(AdaptivePool2d.globalAverage(), Shape.of(2, 5, 3, 17), Shape.of(2, 1, 1, 17));
    check(new AdaptivePool2d(Pool2d.Kind.MAX, 2, 3), Shape.of(1, 5, 7, 2), Shape.of(1, 2, 3, 2));
    check(new BatchNorm2d(source, 3), Shape.of(2, 4, 4, 3), Shape.of(2, 4, 4, 3));
    check(new LayerNorm(source, 5), Shape.of(2, 3, 5), Shape.of(2, 3, 5));
    check(new ActivationLayer(Activation.SIGMOID), Shape.of(65), Shape.of(65));
    check(new Dropout(source, 0.5f), Shape.of(3, 5), Shape.of(3, 5));
    check(new Flatten(), Shape.of(3, 2, 2, 2), Shape.of(3, 8));
  }

  @Test
  void wrongInputsAreRefusedByName() {
    try (var conv = new Conv2d(source, Conv2dOptions.of(3, 6, 5));
        var linear = new Linear(source, 10, 2)) {
      var error =
          assertThrows(ShapeException.class, () -> conv.outputShape(Shape.of(1, 28, 28, 1)));
      assertEquals("conv2d: input must be [N,H,W,3]: x=[1,28,28,1]", error.getMessage());
      assertThrows(ShapeException.class, () -> conv.outputShape(Shape.of(1, 4, 4, 3)));
      assertThrows(ShapeException.class, () -> linear.outputShape(Shape.of(1, 11)));
    }
  }

  @Test
  void parametersAreNamedByPath() {
    var block = new Sequential();
    block.add("conv", new Conv2d(source, Conv2dOptions.of(1, 2, 3).withoutBias()));
    block.add("norm", new BatchNorm2d(source, 2));
    try (var model = new Sequential().add("stem", block).add("head", new Linear(source, 2, 3))) {
      assertEquals(
          List.of(
              "stem.conv.weight", "stem.norm.weight", "stem.norm.bias", "head.weight", "head.bias"),
          List.copyOf(model.parameters().keySet()));
      assertEquals(
          List.of(
              "stem.conv.weight",
              "stem.norm.weight",
              "stem.norm.bias",
              "stem.norm.running_mean",
              "stem.norm.running_var",
              "head.weight",
              "head.bias"),
          List.copyOf(model.state().keySet()));
      assertEquals(18 + 2 + 2 + 6 + 3, model.parameterCount());
      assertThrows(IllegalArgumentException.class, () -> model.add("head", new Flatten()));
    }
  }

  @Test
  void batchNormUsesTheBatchInTrainingAndTheRunningStatisticsAfter() {
    try (var norm = new BatchNorm2d(source, 1);
        var _ = Scope.open()) {
      var x = Tensor.of(backend, Shape.of(4, 1), 1, 3, 5, 7);
      var trained = norm.forward(x).toFloats();
      assertEquals(-trained[3], trained[0], 1e-6f);
      assertEquals(0.1f * 4, norm.state().get("running_mean").item(), 1e-6);
      norm.training(false);
      double deviation = Math.sqrt(0.9 + 0.1 * 20 / 3 + 1e-5);
      assertEquals((1 - 0.4) / deviation, norm.forward(x).toFloats()[0], 1e-5);
      assertEquals(0.1f * 4, norm.state().get("running_mean").item(), 1e-6);
    }
  }

  @Test
  void dropoutDropsInTrainingOnly() {
    try (var dropout = new Dropout(source, 0.5f);
        var _ = Scope.open()) {
      var x = Tensor.empty(backend, Shape.of(129)).fill(1);
      var first = dropout.forward(x).toFloats();
      var second = dropout.forward(x).toFloats();
      int kept = 0;
      boolean same = true;
      for (int i = 0; i < first.length; i++) {
        assertTrue(first[i] == 0 || first[i] == 2);
        kept += first[i] == 2 ? 1 : 0;
        same &= first[i] == second[i];
      }
      assertTrue(kept > 40 && kept < 90, "kept=" + kept);
      assertTrue(!same, "every pass draws anew");
      dropout.training(false);
      assertArrayEquals(x.toFloats(), dropout.forward(x).toFloats());
    }
  }

  @Test
  void withoutATapeIntermediatesAreFreedAtOnce() {
    try (var model = new Sequential();
        var x = Tensor.zeros(backend, Shape.of(1, 1024))) {
      for (int i = 0; i < 4; i++) {
        model.add("relu" + i, new ActivationLayer(Activation.RELU));
      }
      long before = backend.memory().live();
      var y = model.forward(x);
      assertEquals(before + 4096, backend.memory().live());
      assertEquals(1024, x.toFloats().length);
      y.close();
    }
  }

  @Test
  void aSeedGivesTheSameParameters() {
    try (var first = new Linear(ParameterSource.of(backend, 5), 10, 10);
        var second = new Linear(ParameterSource.of(backend, 5), 10, 10);
        var third = new Linear(ParameterSource.of(backend, 6), 10, 10)) {
      var weight = first.parameters().get("weight").toFloats();
      assertArrayEquals(weight, second.parameters().get("weight").toFloats());
      assertNotEquals(weight[0], third.parameters().get("weight").toFloats()[0]);
    }
  }
}
