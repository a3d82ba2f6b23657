package dev.fovea.engine.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.models.LeNet5;
import dev.fovea.engine.models.ResNet;
import dev.fovea.engine.models.SqueezeNet;
import dev.fovea.engine.models.Vgg;
import dev.fovea.engine.nn.BatchNorm2d;
import dev.fovea.engine.nn.Branches;
import dev.fovea.engine.nn.Conv2d;
import dev.fovea.engine.nn.Conv2dOptions;
import dev.fovea.engine.nn.Dropout;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Linear;
import dev.fovea.engine.nn.MaxPool2d;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Sequential;
import dev.fovea.engine.tensor.Generator;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole networks: a plan gives what the model gives, in memory that stays the same. */
class InferencePlanTest {
  private final Backend backend = Backends.open("java", BackendOptions.defaults());
  private final ParameterSource source = ParameterSource.of(backend, 1);
  private final Generator generator = new Generator(99);

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  private Tensor random(Shape shape) {
    return Tensor.empty(backend, shape)
        .fill(Fill.normal(shape.elements(), 0, 1), generator.take(shape.elements()));
  }

  /** Moves running statistics, scales and shifts of batch norm away from where they begin. */
  private void makeNormalizationCount(Layer model, Shape input) {
    try (var _ = Scope.open()) {
      for (int i = 0; i < 20; i++) {
        model.forward(random(input)).close();
      }
    }
    model
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.shape().rank() == 1) {
                boolean scale = name.endsWith("weight");
                var around = Fill.normal(parameter.elements(), scale ? 1 : 0, 0.2f);
                parameter.fill(around, generator.take(parameter.elements()));
              }
            });
  }

  /** Compares a plan with the model, on several batches, and closes the model. */
  private void check(Layer model, Shape input) {
    try (model) {
      model.training(false);
      long before = backend.memory().live();
      try (var plan = InferencePlan.of(model, backend, input);
          var y = Tensor.empty(backend, plan.outputShape())) {
        long during = 0;
        for (int i = 0; i < 3; i++) {
          try (var x = random(input);
              var expected = model.forward(x)) {
            assertEquals(expected.shape(), plan.outputShape());
            plan.run(x, y);
            assertClose(expected.toFloats(), y.toFloats());
            assertTrue(during == 0 || during == backend.memory().live(), "run " + i);
            during = backend.memory().live();
          }
        }
        assertTrue(plan.memory().arena() >= plan.memory().alive());
        assertTrue(plan.memory().arena() < plan.memory().activations(), plan.describe());
      }
      assertEquals(before, backend.memory().live());
    }
  }

  private static void assertClose(float[] expected, float[] actual) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0);
    assertArrayEquals(expected, actual, 2e-5f * largest);
  }

  @Test
  void lenet() {
    check(new LeNet5(source, 10), Shape.of(3, 28, 28, 1));
  }

  @Test
  void vgg() {
    check(new Vgg(source, List.of(2, 2, 3, 3, 3), 64, 32, 10), Shape.of(2, 32, 32, 3));
  }

  @Test
  void aTinyResNet() {
    var model = new ResNet(source, List.of(2, 1), 5, 7);
    makeNormalizationCount(model, Shape.of(4, 33, 31, 3));
    check(model, Shape.of(2, 33, 31, 3));
  }

  @Test
  void resnet50() {
    var model = ResNet.resnet50(source, 10);
    makeNormalizationCount(model, Shape.of(4, 32, 32, 3));
    check(model, Shape.of(1, 64, 64, 3));
  }

  @Test
  void squeezenet() {
    check(new SqueezeNet(source, 10), Shape.of(1, 64, 64, 3));
    check(new SqueezeNet(source, 10), Shape.of(3, 47, 65, 3));
  }

  /** One stays where a part isn't a convolution's. */
  @Test
  void concatenationsOfConvolutionsGo() {
    assertEquals(0, concatenations(new SqueezeNet(source, 10), Shape.of(1, 64, 64, 3)));
    var shape = Shape.of(2, 9, 7, 20);
    var conv = new Conv2d(source, Conv2dOptions.of(20, 24, 3).padding(1));
    var pooled = new Branches().add("conv", conv).add("pool", new MaxPool2d(3, 1, 1));
    assertEquals(1, concatenations(pooled, shape));
  }

  private int concatenations(Layer model, Shape input) {
    try (model) {
      model.training(false);
      try (var plan = InferencePlan.of(model, backend, input)) {
        return plan.describe().split("concat\\(", -1).length - 1;
      }
    }
  }

  @Test
  void otherTensorsMayBeGivenEachTime() {
    try (var model = new Linear(source, 3, 2);
        var a = Tensor.of(backend, Shape.of(1, 3), 1, 2, 3);
        var b = Tensor.of(backend, Shape.of(1, 3), 4, 5, 6);
        var y = Tensor.empty(backend, Shape.of(1, 2));
        var z = Tensor.empty(backend, Shape.of(1, 2))) {
      model.training(false);
      try (var plan = InferencePlan.of(model, backend, a.shape());
          var ofA = model.forward(a);
          var ofB = model.forward(b)) {
        plan.run(a, y);
        plan.run(b, z);
        assertArrayEquals(ofA.toFloats(), y.toFloats());
        assertArrayEquals(ofB.toFloats(), z.toFloats());
        plan.run(b, y);
        assertArrayEquals(ofB.toFloats(), y.toFloats());
      }
    }
  }

  @Test
  void theModelMayChangeOrClose() {
    var model = new Linear(source, 3, 2);
    model.training(false);
    try (var x = Tensor.of(backend, Shape.of(1, 3), 1, 2, 3);
        var before = model.forward(x);
        var plan = InferencePlan.of(model, backend, x.shape());
        var y = before.emptyLike()) {
      model.parameters().get("weight").fill(0);
      model.close();
      plan.run(x, y);
      assertArrayEquals(before.toFloats(), y.toFloats());
    }
  }

  @Test
  void aModelThatIsHandedOverIsNotCopied() {
    var shape = Shape.of(1, 16, 16, 3);
    var model = new ResNet(source, List.of(1), 8, 7);
    makeNormalizationCount(model, Shape.of(4, 16, 16, 3));
    model.training(false);
    long weights = model.parameters().values().stream().mapToLong(Tensor::byteSize).sum();
    try (var x = random(shape);
        var expected = model.forward(x);
        var y = expected.emptyLike()) {
      long tensors = backend.memory().live() - live(model);
      try (var plan = InferencePlan.taking(model, backend, shape)) {
        plan.run(x, y);
        assertClose(expected.toFloats(), y.toFloats());
        assertTrue(plan.memory().constants() <= weights, plan.describe());
        long blocks = backend.memory().live() - tensors;
        assertTrue(blocks <= 1.25 * (weights + plan.memory().arena()) + 64 * 32, plan.describe());
      }
      assertEquals(tensors, backend.memory().live());
    }
  }

  @Test
  void weightsThatAreUsedTwiceAreFoldedTwice() {
    var shared = new Linear(source, 4, 4);
    var first = new BatchNorm2d(source, 4);
    var second = new BatchNorm2d(source, 4);
    var model =
        new Sequential()
            .add("a", shared)
            .add("b", first)
            .add("c", shared)
            .add("d", second)
            .add("e", shared);
    makeNormalizationCount(model, Shape.of(9, 4));
    model.training(false);
    try (var x = random(Shape.of(3, 4));
        var expected = model.forward(x);
        var y = expected.emptyLike();
        var plan = InferencePlan.taking(model, backend, x.shape())) {
      plan.run(x, y);
      assertClose(expected.toFloats(), y.toFloats());
    }
  }

  /** What the pool has given out for a model. */
  private long live(Layer model) {
    long before = backend.memory().live();
    var copies = model.state().values().stream().map(Tensor::copy).toList();
    long bytes = backend.memory().live() - before;
    copies.forEach(Tensor::close);
    return bytes;
  }

  private void refused(String sentence, Class<? extends FoveaException> kind, Runnable action) {
    assertEquals(sentence, assertThrows(kind, action::run).getMessage());
  }

  @Test
  void wrongUseIsNamed() {
    try (var model = new Sequential().add("a", new Linear(source, 3, 2));
        var x = random(Shape.of(1, 3));
        var wide = random(Shape.of(1, 4));
        var y = random(Shape.of(1, 2))) {
      refused(
          "plan: the model is in training mode; call training(false) first",
          FoveaException.class,
          () -> InferencePlan.of(model, backend, x.shape()).close());
      model.training(false);
      try (var _ = Tape.open()) {
        refused(
            "plan: a tape is open; compile the model outside of it",
            FoveaException.class,
            () -> InferencePlan.of(model, backend, x.shape()).close());
      }
      var plan = InferencePlan.of(model, backend, x.shape());
      refused(
          "plan: wrong shape: x=[1,4], expected=[1,3]; a plan is made for one shape",
          ShapeException.class,
          () -> plan.run(wide, y));
      plan.close();
      plan.close();
      refused(
          "plan: used after it was closed: input=[1,3]",
          FoveaException.class,
          () -> plan.run(x, y));
    }
  }

  @Test
  void aModelThatDoesNothingCannotBePlanned() {
    try (var model = new Dropout(source, 0.5f)) {
      model.training(false);
      refused(
          "recorder: the result is not computed by the forward pass",
          FoveaException.class,
          () -> InferencePlan.of(model, backend, Shape.of(1, 3)).close());
    }
  }
}
