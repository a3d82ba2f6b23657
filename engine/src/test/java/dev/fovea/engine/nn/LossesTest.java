package dev.fovea.engine.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LossesTest {
  @Test
  void meansOverTheBatch() {
    try (var backend = Backends.open("reference", BackendOptions.defaults());
        var _ = Scope.open()) {
      var logits = Tensor.of(backend, Shape.of(2, 2), 0, 0, 0, (float) Math.log(3));
      var labels = Tensor.ofInts(backend, Shape.of(2), 0, 1);
      double expected = (Math.log(2) + Math.log(4.0 / 3)) / 2;
      assertEquals(expected, Losses.crossEntropy(logits, labels).item(), 1e-6);
      var x = Tensor.of(backend, Shape.of(2), 1, -2);
      var target = Tensor.of(backend, Shape.of(2), 0, 1);
      assertEquals(5, Losses.meanSquaredError(x, target).item(), 1e-6);
      assertEquals(2, Losses.meanAbsoluteError(x, target).item(), 1e-6);
    }
  }
}
