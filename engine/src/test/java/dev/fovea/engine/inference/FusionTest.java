package dev.fovea.engine.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.nn.BatchNorm2d;
import dev.fovea.engine.nn.Conv2d;
import dev.fovea.engine.nn.Conv2dOptions;
import dev.fovea.engine.nn.ConvTranspose2d;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Linear;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.tensor.Generator;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is fused and, as important, what is not: each time the results stay what they were. */
class FusionTest {
  private final Backend backend = Backends.open("reference", BackendOptions.defaults());
  private final ParameterSource source = ParameterSource.of(backend, 1);
  private final Generator generator = new Generator(5);

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  /** Layers and what is done with them. */
  private static final class Model extends Layer {
    private final Function<Tensor, Tensor> function;

    Model(Function<Tensor, Tensor> function, Layer... parts) {
      this.function = function;
      for (int i = 0; i < parts.length; i++) {
        child("" + i, parts[i]);
      }
      training(false);
    }

    @Override
    public Tensor forward(Tensor x) {
      return function.apply(x);
    }

    @Override
    public Shape outputShape(Shape input) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String describe() {
      return "model";
    }
  }

  /** Compares a plan with the model and gives its operations in order, with their epilogues. */
  private String planned(Shape shape, Function<Tensor, Tensor> function, Layer... parts) {
    for (var part : parts) {
      part.state().values().stream()
          .filter(tensor -> tensor.shape().rank() == 1)
          .forEach(tensor -> fill(tensor, Fill.uniform(tensor.elements(), 0.5f, 1.5f)));
    }
    try (var model = new Model(function, parts);
        var _ = Scope.open()) {
      var x = fill(Tensor.empty(backend, shape), Fill.normal(shape.elements(), 0, 1));
      var expected = model.forward(x);
      try (var plan = InferencePlan.of(model, backend, shape)) {
        var y = expected.emptyLike();
        plan.run(x, y);
        plan.run(x, y);
        assertArrayEquals(expected.toFloats(), y.toFloats(), 1e-4f, plan.describe());
        var lines = plan.describe().lines().toList();
        return String.join("; ", lines.subList(0, lines.size() - 1));
      }
    }
  }

  private Tensor fill(Tensor tensor, Fill fill) {
    return tensor.fill(fill, generator.take(tensor.elements()));
  }

  private Conv2d conv() {
    return new Conv2d(source, Conv2dOptions.of(3, 3, 3).padding(1));
  }

  private static final Shape IMAGE = Shape.of(2, 5, 4, 3);

  @Test
  void normalizationActivationAndAdditionJoinTheConvolution() {
    var conv = conv();
    var norm = new BatchNorm2d(source, 3);
    assertEquals(
        "conv2d(input, folded) + bias + input, relu -> output FLOAT32[120]",
        planned(
            IMAGE,
            x -> Functions.relu(Functions.add(x, norm.forward(conv.forward(x)))),
            conv,
            norm));
  }

  @Test
  void weightsInGroupsAndWithoutBiasAreFolded() {
    var conv = new Conv2d(source, Conv2dOptions.of(4, 6, 3).groups(2).withoutBias());
    var norm = new BatchNorm2d(source, 6);
    assertEquals(
        "conv2d(input, folded) + bias, leaky_relu -> output FLOAT32[72]",
        planned(
            Shape.of(1, 5, 6, 4),
            x -> Functions.leakyRelu(norm.forward(conv.forward(x)), 0.1f),
            conv,
            norm));
  }

  @Test
  void aLinearLayerIsFoldedToo() {
    var linear = new Linear(source, 5, 3);
    var norm = new BatchNorm2d(source, 3);
    assertEquals(
        "gemm(input, folded) + bias, tanh -> output FLOAT32[12]",
        planned(
            Shape.of(4, 5),
            x -> Functions.unary(Unary.Kind.TANH, norm.forward(linear.forward(x))),
            linear,
            norm));
  }

  @Test
  void oneConvolutionAddsTheOther() {
    var first = conv();
    var second = conv();
    assertEquals(
        "conv2d(input, constant) + bias -> block 0 FLOAT32[120];"
            + " conv2d(input, constant) + bias + block 0 -> output FLOAT32[120]",
        planned(IMAGE, x -> Functions.add(first.forward(x), second.forward(x)), first, second));
  }

  @Test
  void aResultThatIsReadTwiceIsKept() {
    var conv = conv();
    assertEquals(
        "conv2d(input, constant) + bias -> output FLOAT32[120];"
            + " relu(output) -> block 0 FLOAT32[120];"
            + " add(output, block 0) -> output FLOAT32[120]",
        planned(
            IMAGE,
            x -> {
              var y = conv.forward(x);
              return Functions.add(y, Functions.relu(y));
            },
            conv));
    var doubled = conv();
    assertEquals(
        "conv2d(input, constant) + bias -> output FLOAT32[120];"
            + " add(output, output) -> output FLOAT32[120]",
        planned(
            IMAGE,
            x -> {
              var y = doubled.forward(x);
              return Functions.add(y, y);
            },
            doubled));
  }

  @Test
  void whatFollowsAnActivationIsNotFolded() {
    var conv = new Conv2d(source, Conv2dOptions.of(3, 3, 1).relu());
    var norm = new BatchNorm2d(source, 3);
    assertEquals(
        "conv2d(input, constant) + bias, relu -> output FLOAT32[120];"
            + " batchNorm(output, constant, constant, constant, constant) -> output FLOAT32[120];"
            + " relu(output) -> output FLOAT32[120]",
        planned(IMAGE, x -> Functions.relu(norm.forward(conv.forward(x))), conv, norm));
  }

  @Test
  void aTransposedConvolutionKeepsItsNormalization() {
    var conv = new ConvTranspose2d(source, Conv2dOptions.of(3, 2, 3).stride(2));
    var norm = new BatchNorm2d(source, 2);
    var plan = planned(Shape.of(1, 3, 3, 3), x -> norm.forward(conv.forward(x)), conv, norm);
    assertTrue(plan.startsWith("convTranspose2d(input, constant) + bias -> output"), plan);
    assertTrue(plan.contains("batchNorm(output"), plan);
  }

  @Test
  void theInputIsNeverOverwritten() {
    assertEquals(
        "relu(input) -> output FLOAT32[120]; add(input, output) -> output FLOAT32[120]",
        planned(IMAGE, x -> Functions.add(x, Functions.relu(x))));
  }

  @Test
  void anAdditionThatStretchesStaysOnItsOwn() {
    var conv = conv();
    var plan =
        planned(IMAGE, x -> Functions.add(conv.forward(x), Functions.mean(x, 0, 1, 2)), conv);
    assertTrue(plan.contains("add(output, block"), plan);
  }

  @Test
  void otherOperationsArePlannedAsTheyAre() {
    var plan =
        planned(
            Shape.of(2, 3, 4, 6),
            x -> {
              var turned = Functions.permute(Functions.slice(x, 3, 1, 4), 0, 2, 1, 3);
              var rows = Functions.softmax(Functions.reshape(turned, Shape.of(24, 4)));
              return Functions.sum(Functions.affine(rows, 2, 1), 1);
            });
    assertEquals(
        List.of("slice", "permute", "softmax", "affine", "sum"),
        Arrays.stream(plan.split("; ")).map(line -> line.split("\\(")[0]).toList());
    assertTrue(plan.contains("softmax(block 1) -> block 1"), plan);
  }

  @Test
  void activationsOfEveryKindJoin() {
    for (var activation :
        List.of(Activation.RELU, Activation.SIGMOID, Activation.TANH, Activation.leakyRelu(0.3f))) {
      var linear = new Linear(source, 3, 17);
      var plan =
          planned(Shape.of(2, 3), x -> Functions.activate(activation, linear.forward(x)), linear);
      assertEquals(1, plan.split("; ").length, plan);
    }
  }
}
