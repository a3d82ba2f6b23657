package dev.fovea.engine.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks made of layers, by values that can be worked out by hand. */
class ContainersTest {
  private final Backend backend = Backends.open("reference", BackendOptions.defaults());
  private final ParameterSource source = ParameterSource.of(backend, 1);

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  private Linear linear(int inputs, int outputs, float weight, float bias) {
    var layer = new Linear(source, inputs, outputs);
    layer.parameters().get("weight").fill(weight);
    layer.parameters().get("bias").fill(bias);
    return layer;
  }

  @Test
  void aResidualBlockAddsItsInput() {
    var body = new Sequential().add("first", linear(2, 2, 1, 0)).add("second", linear(2, 2, 1, -9));
    try (var block = new Residual(body, Activation.RELU);
        var x = Tensor.of(backend, Shape.of(2, 2), 1, 2, 3, -3)) {
      try (var y = block.forward(x)) { // 2·(x0 + x1) - 9 + x
        assertArrayEquals(new float[] {0, 0, 0, 0}, y.toFloats());
      }
      body.parameters().get("second.bias").fill(1);
      try (var y = block.forward(x)) {
        assertArrayEquals(new float[] {8, 9, 4, 0}, y.toFloats());
      }
      assertEquals(
          List.of("first.weight", "first.bias", "second.weight", "second.bias"),
          List.copyOf(block.parameters().keySet()));
      assertEquals(2 * 2 * 2 * 2, block.multiplyAdds(x.shape()));
    }
  }

  @Test
  void gradientsOfAResidualBlockAddUp() {
    try (var block = new Residual(linear(1, 1, 3, 0), linear(1, 1, 2, 0), Activation.RELU);
        var x = Tensor.of(backend, Shape.of(2, 1), 4, -4).requiresGradient(true)) {
      try (var tape = Tape.open()) {
        tape.backward(Functions.sum(block.forward(x)));
      }
      assertArrayEquals(new float[] {5, 0}, x.gradient().toFloats());
      assertEquals(4, block.parameters().get("weight").gradient().item());
      assertEquals(4, block.parameters().get("downsample.weight").gradient().item());
    }
  }

  @Test
  void aShortcutOfAnotherShapeIsRefused() {
    try (var block = new Residual(linear(2, 3, 1, 0), Activation.RELU)) {
      var error = assertThrows(ShapeException.class, () -> block.outputShape(Shape.of(1, 2)));
      assertEquals(
          "residual: body and shortcut must give the same shape: body=[1,3], shortcut=[1,2]",
          error.getMessage());
    }
  }

  @Test
  void aConvolutionsResultIsPooledAndNotKept() {
    var images = Shape.of(2, 6, 7, 3);
    var convolution = new Conv2d(source, Conv2dOptions.of(3, 4, 3).padding(1).relu());
    var pool = new MaxPool2d(2);
    var random = new Random(1);
    var values = new float[Math.toIntExact(images.elements())];
    IntStream.range(0, values.length).forEach(i -> values[i] = random.nextFloat() - 0.5f);
    try (var layer = new Sequential().add("conv", convolution).add("pool", pool);
        var x = Tensor.of(backend, images, values).requiresGradient(true)) {
      var together = backward(x, convolution, layer::forward);
      var apart = backward(x, convolution, input -> pool.forward(convolution.forward(input)));
      for (int i = 0; i < apart.size(); i++) {
        assertArrayEquals(apart.get(i), together.get(i), 1e-6f);
      }
      try (var tape = Tape.open()) {
        long before = backend.memory().live();
        var y = layer.forward(x);
        long kept = backend.memory().live() - before;
        assertTrue(kept <= 2 * Float.BYTES * y.elements() + 512, () -> "kept: " + kept);
        tape.backward(Functions.sum(y));
      }
    }
  }

  /** The result of a layer, and the gradients of the sum of its exponentials. */
  private List<float[]> backward(Tensor x, Layer parameters, UnaryOperator<Tensor> function) {
    var all = new ArrayList<float[]>();
    try (var tape = Tape.open()) {
      var y = function.apply(x);
      all.add(y.toFloats());
      tape.backward(Functions.sum(Functions.unary(Unary.Kind.EXP, y)));
    }
    Stream.concat(Stream.of(x), parameters.parameters().values().stream())
        .forEach(
            tensor -> {
              all.add(tensor.gradient().toFloats());
              tensor.clearGradient();
            });
    return all;
  }

  @Test
  void branchesAreJoinedByChannel() {
    var join = new Branches().add("a", linear(1, 1, 2, 0)).add("b", linear(1, 2, 3, 1));
    try (var layer = new Sequential().add("first", linear(1, 1, 1, 0)).add(Layer.UNNAMED, join);
        var x = Tensor.of(backend, Shape.of(2, 1), 1, 2).requiresGradient(true)) {
      try (var y = layer.forward(x)) {
        assertEquals(layer.outputShape(x.shape()), y.shape());
        assertArrayEquals(new float[] {2, 4, 4, 4, 7, 7}, y.toFloats());
      }
      try (var tape = Tape.open()) {
        tape.backward(Functions.sum(layer.forward(x)));
      }
      assertArrayEquals(new float[] {8, 8}, x.gradient().toFloats());
      assertEquals(
          List.of("first.weight", "first.bias", "a.weight", "a.bias", "b.weight", "b.bias"),
          List.copyOf(layer.parameters().keySet()));
      assertEquals(1 * 2 + 3 * 2, layer.multiplyAdds(x.shape()));
    }
  }

  @Test
  void partsOfTheSameNameAreRefused() {
    var inner = new Sequential().add("a", linear(1, 1, 1, 0));
    try (var layer = new Sequential().add("a", linear(1, 1, 1, 0)).add(Layer.UNNAMED, inner)) {
      assertThrows(IllegalArgumentException.class, layer::parameters);
    }
  }

  @Test
  void poolingRoundsUpWithCeil() {
    assertEquals(Shape.of(1, 3, 4, 1), ceilOf(new MaxPool2d(3, 2, 0), 6, 8));
    assertEquals(Shape.of(1, 3, 3, 1), ceilOf(new MaxPool2d(3, 2, 0), 7, 7));
    // As in torch: a window that would begin in the padding is left out.
    assertEquals(Shape.of(1, 3, 3, 1), ceilOf(new MaxPool2d(2, 2, 1), 4, 5));
    assertEquals(Shape.of(1, 2, 1, 1), ceilOf(new MaxPool2d(1, 3, 0), 5, 3));
    try (var _ = Scope.open()) {
      var x = Tensor.of(backend, Shape.of(1, 1, 4, 1), 1, 5, 2, 4);
      var y = new MaxPool2d(1, 3, 0).ceil().forward(x);
      var wide = Tensor.of(backend, Shape.of(1, 2, 4, 1), 1, 5, 2, 4, 0, 0, 0, 3);
      var z = new MaxPool2d(2, 3, 0).ceil().forward(wide);
      assertArrayEquals(new float[] {1, 4}, y.toFloats());
      assertArrayEquals(new float[] {5, 4}, z.toFloats());
    }
  }

  private static Shape ceilOf(MaxPool2d pool, int height, int width) {
    return pool.ceil().outputShape(Shape.of(1, height, width, 1));
  }

  @Test
  void adaptivePoolingToTheInputsSizeIsTheInput() {
    try (var _ = Scope.open()) {
      var x = Tensor.zeros(backend, Shape.of(2, 7, 7, 3));
      assertSame(x, new AdaptivePool2d(Pool2d.Kind.AVERAGE, 7, 7).forward(x));
    }
  }
}
