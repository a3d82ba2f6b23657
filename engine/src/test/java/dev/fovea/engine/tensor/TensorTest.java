package dev.fovea.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorTest {
  private final Backend backend = Backends.open("reference", BackendOptions.defaults());

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  @Test
  void holdsValuesOfItsType() {
    try (var floats = Tensor.of(backend, Shape.of(2, 2), 1, 2, 3, 4);
        var ints = Tensor.ofInts(backend, Shape.of(3), 7, 8, 9);
        var doubles = Tensor.ofDoubles(backend, Shape.of(1), Math.PI)) {
      assertArrayEquals(new float[] {1, 2, 3, 4}, floats.toFloats());
      assertArrayEquals(new int[] {7, 8, 9}, ints.toInts());
      assertEquals(Math.PI, doubles.item());
      assertEquals("FLOAT32[2,2]", floats.toString());
      assertEquals(16, floats.byteSize());
    }
  }

  @Test
  void valuesMustFillTheShape() {
    var error =
        assertThrows(
            ShapeException.class, () -> Tensor.of(backend, Shape.of(2, 2), 1, 2, 3).close());
    assertTrue(error.getMessage().contains("needed=16 bytes, given=12"), error.getMessage());
  }

  @Test
  void memoryGoesWithTheLastView() {
    var tensor = Tensor.of(backend, Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    assertFalse(tensor.isShared());
    var view = tensor.reshape(Shape.of(6));
    assertTrue(tensor.isShared());
    tensor.close();
    tensor.close();
    assertFalse(view.isShared());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, view.toFloats());
    view.close();
  }

  @Test
  void reshapeKeepsTheNumberOfElements() {
    try (var tensor = Tensor.zeros(backend, Shape.of(2, 3))) {
      var error = assertThrows(ShapeException.class, () -> tensor.reshape(Shape.of(7)));
      assertEquals("reshape: elements differ in number: from=[2,3], to=[7]", error.getMessage());
    }
  }

  @Test
  void copiesAreIndependent() {
    try (var tensor = Tensor.of(backend, Shape.of(2), 1, 2);
        var copy = tensor.copy()) {
      tensor.fill(9);
      assertArrayEquals(new float[] {1, 2}, copy.toFloats());
      tensor.set(copy);
      assertArrayEquals(new float[] {1, 2}, tensor.toFloats());
    }
  }

  @Test
  void dieWithTheirScopeUnlessKept() {
    Tensor kept;
    Tensor dead;
    try (var _ = Scope.open()) {
      dead = Tensor.zeros(backend, Shape.of(5));
      try (var _ = Scope.open()) {
        kept = Tensor.zeros(backend, Shape.of(5)).keep();
      }
      dead.fill(1);
    }
    kept.fill(1);
    kept.close();
    var error = assertThrows(FoveaException.class, () -> dead.fill(2));
    assertTrue(error.getMessage().startsWith("tensor: used after it was closed: shape=[5]"));
  }

  @Test
  void scopesCloseInnermostFirst() {
    var outer = Scope.open();
    var inner = Scope.open();
    assertThrows(IllegalStateException.class, outer::close);
    inner.close();
    outer.close();
    outer.close();
  }

  @Test
  void gradientLivesAsLongAsItsTensor() {
    try (var parameter = Tensor.zeros(backend, Shape.of(3))) {
      try (var _ = Scope.open()) {
        parameter.gradient(Tensor.of(backend, Shape.of(3), 1, 2, 3));
      }
      assertArrayEquals(new float[] {1, 2, 3}, parameter.gradient().toFloats());
    }
  }

  @Test
  void itemAsksForOneElement() {
    try (var tensor = Tensor.zeros(backend, Shape.of(2))) {
      assertThrows(ShapeException.class, tensor::item);
    }
  }

  @Test
  void generatorHandsOutDisjointStretches() {
    var generator = new Generator(7);
    assertEquals(new RandomState(7, 0), generator.take(5));
    assertEquals(new RandomState(7, 2), generator.take(4));
    assertEquals(new RandomState(7, 3), generator.take(1));
    var saved = generator.state();
    var next = generator.take(100);
    generator.restore(saved);
    assertEquals(next, generator.take(100));
  }
}
