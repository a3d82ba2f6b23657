package dev.fovea.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Adaptive;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import dev.fovea.backend.op.Window;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule's pullback against central differences. */
class FunctionsTest {
  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.IDENTITY,
          Activation.RELU,
          Activation.leakyRelu(0.2f),
          Activation.SIGMOID,
          Activation.TANH);

  private final Backend backend = Backends.open("reference", BackendOptions.defaults());
  private final GradientCheck gradients = new GradientCheck(backend);

  @AfterEach
  void close() {
    backend.close();
  }

  private Tensor in(int... sizes) {
    return gradients.input(sizes);
  }

  @Test
  void linear() {
    for (var activation : ACTIVATIONS) {
      gradients.check(
          x -> Functions.linear(x[0], x[1], x[2], activation), in(3, 5), in(5, 4), in(4));
    }
    gradients.check(
        x -> Functions.linear(x[0], x[1], null, Activation.IDENTITY), in(2, 3, 5), in(5, 4));
  }

  @Test
  void matmul() {
    gradients.check(x -> Functions.matmul(x[0], x[1]), in(3, 4), in(4, 5));
    gradients.check(x -> Functions.matmul(x[0], x[1]), in(2, 3, 4), in(2, 4, 1));
  }

  @Test
  void conv2d() {
    var rows = Window.of(5, 3).stride(2).padding(1);
    var columns = Window.of(6, 2).dilation(2);
    for (var activation : ACTIVATIONS) {
      for (var padding : Conv2d.Padding.values()) {
        var op = Conv2d.of(2, rows, columns, 4, 6).groups(2).padding(padding);
        gradients.check(
            x -> Functions.conv2d(op, x[0], x[1], x[2], activation),
            in(2, 5, 6, 4),
            in(3, 2, 2, 6),
            in(6));
      }
    }
  }

  @Test
  void pooledConv2d() {
    var op = Conv2d.of(2, Window.of(5, 2).padding(1), Window.of(7, 3), 2, 3);
    var pools =
        List.of(
            Pool2d.max(2, Window.of(6, 2).stride(2), Window.of(5, 2).stride(3), 3),
            Pool2d.max(2, Window.of(6, 3).stride(1).padding(1), Window.of(5, 3).stride(2), 3));
    for (var activation : ACTIVATIONS) {
      for (var pool : pools) {
        gradients.check(
            x -> Functions.pooledConv2d(op, x[0], x[1], x[2], activation, pool),
            in(2, 5, 7, 2),
            in(2, 3, 2, 3),
            in(3));
        gradients.check(
            x -> Functions.pooledConv2d(op, x[0], x[1], null, activation, pool),
            in(2, 5, 7, 2),
            in(2, 3, 2, 3));
      }
    }
  }

  @Test
  void aConvolutionIsPooledByMaximaOfItsResult() {
    var op = Conv2d.of(1, Window.of(4, 1), Window.of(4, 1), 1, 2);
    var window = Window.of(4, 2).stride(2);
    try (var x = Tensor.zeros(backend, op.input());
        var w = Tensor.zeros(backend, op.weights())) {
      for (var pool :
          List.of(Pool2d.average(1, window, window, 2), Pool2d.max(1, window, window, 1))) {
        assertThrows(
            ShapeException.class,
            () -> Functions.pooledConv2d(op, x, w, null, Activation.IDENTITY, pool));
      }
    }
  }

  @Test
  void convTranspose2d() {
    var rows = Window.of(6, 3).stride(2).padding(1);
    var op = new ConvTranspose2d(Conv2d.of(2, rows, Window.of(4, 2), 2, 3));
    for (var activation : ACTIVATIONS) {
      gradients.check(
          x -> Functions.convTranspose2d(op, x[0], x[1], x[2], activation),
          in(2, 3, 3, 3),
          in(3, 2, 2, 3),
          in(2));
    }
  }

  @Test
  void pooling() {
    var rows = Window.of(5, 3).stride(2).padding(1);
    var columns = Window.of(4, 2).stride(2);
    gradients.check(x -> Functions.pool2d(Pool2d.max(2, rows, columns, 3), x[0]), in(2, 5, 4, 3));
    gradients.check(
        x -> Functions.pool2d(Pool2d.average(2, rows, columns, 3), x[0]), in(2, 5, 4, 3));
    var adaptive = Pool2d.average(1, new Adaptive(5, 2), new Adaptive(4, 1), 2);
    gradients.check(x -> Functions.pool2d(adaptive, x[0]), in(1, 5, 4, 2));
  }

  @Test
  void batchNormInTraining() {
    gradients.check(
        x -> {
          var mean = x[1].emptyLike().fill(0);
          var variance = x[1].emptyLike().fill(1);
          return Functions.batchNorm(x[0], x[1], x[2], mean, variance, 1e-3f, 0.1f);
        },
        in(3, 2, 2, 3),
        in(3),
        in(3));
  }

  @Test
  void batchNormByGivenStatistics() {
    gradients.check(
        x -> {
          var mean = x[1].emptyLike().fill(0.25f);
          var variance = x[1].emptyLike().fill(2);
          return Functions.frozenBatchNorm(x[0], x[1], x[2], mean, variance, 1e-3f);
        },
        in(2, 3, 3),
        in(3),
        in(3));
  }

  @Test
  void layerNorm() {
    gradients.check(x -> Functions.layerNorm(x[0], x[1], x[2], 1e-3f), in(3, 5), in(5), in(5));
  }

  @ParameterizedTest
  @EnumSource(Unary.Kind.class)
  void unary(Unary.Kind kind) {
    gradients.check(
        x -> {
          // a positive argument for logarithm and root
          var argument = Functions.affine(Functions.unary(Unary.Kind.SQUARE, x[0]), 1, 0.5f);
          return switch (kind) {
            case LOG, SQRT, RECIPROCAL -> Functions.unary(kind, argument);
            case LEAKY_RELU -> Functions.leakyRelu(x[0], 0.2f);
            case AFFINE -> Functions.affine(x[0], -3, 1);
            default -> Functions.unary(kind, x[0]);
          };
        },
        in(17));
  }

  @Test
  void activations() {
    for (var activation : ACTIVATIONS) {
      gradients.check(x -> Functions.activate(activation, Functions.affine(x[0], 2, 0)), in(3, 3));
    }
  }

  @Test
  void softmax() {
    gradients.check(x -> Functions.softmax(x[0]), in(3, 5));
    gradients.check(x -> Functions.logSoftmax(x[0]), in(2, 2, 5));
  }

  @Test
  void crossEntropyOfClassIndices() {
    var labels = new int[] {4, 0, 2};
    gradients.check(
        x -> Functions.crossEntropy(x[0], Tensor.ofInts(backend, Shape.of(3), labels)), in(3, 5));
  }

  @Test
  void crossEntropyOfSoftTargets() {
    gradients.check(
        x -> Functions.crossEntropy(x[0], x[1]), in(3, 5), in(3, 5).requiresGradient(false));
  }

  @Test
  void dropout() {
    gradients.check(x -> Functions.dropout(x[0], 0.4f, RandomState.of(3)), in(65));
  }

  @ParameterizedTest
  @EnumSource(Binary.Kind.class)
  void binary(Binary.Kind kind) {
    gradients.check(x -> Functions.binary(kind, x[0], x[1]), in(3, 4), in(3, 4));
    gradients.check(x -> Functions.binary(kind, x[0], x[1]), in(2, 3, 4), in(4));
    gradients.check(x -> Functions.binary(kind, x[0], x[1]), in(3, 1), in(1, 4));
    gradients.check(x -> Functions.binary(kind, x[0], x[1]), in(4), in(1, 1, 4));
    gradients.check(x -> Functions.binary(kind, x[0], x[1]), in(1), in(3, 3));
  }

  @Test
  void sameTensorTwice() {
    gradients.check(x -> Functions.add(x[0], x[0]), in(5));
    gradients.check(x -> Functions.multiply(x[0], x[0]), in(5));
    gradients.check(x -> Functions.subtract(Functions.add(x[0], x[1]), x[0]), in(5), in(5));
  }

  /** The sum hands one gradient to both; what x[0] gets besides must not reach x[1]. */
  @Test
  void sharedGradientsStayApart() {
    gradients.check(
        x -> {
          var doubled = Functions.affine(x[0], 2, 0);
          return Functions.multiply(Functions.add(x[0], x[1]), doubled);
        },
        in(5),
        in(5));
  }

  @Test
  void reductions() {
    gradients.check(x -> Functions.sum(x[0], 1), in(3, 4, 2));
    gradients.check(x -> Functions.mean(x[0], 0, 2), in(3, 4, 2));
    gradients.check(x -> Functions.mean(x[0]), in(3, 4));
  }

  @Test
  void shapeChanges() {
    gradients.check(x -> Functions.flatten(x[0]), in(2, 3, 2));
    gradients.check(x -> Functions.permute(x[0], 2, 0, 1), in(2, 3, 4));
    gradients.check(x -> Functions.slice(x[0], 1, 1, 2), in(2, 4, 3));
    gradients.check(x -> Functions.concat(1, List.of(x[0], x[1], x[0])), in(2, 1, 3), in(2, 4, 3));
  }

  @Test
  void resize() {
    for (var mode : Resize2d.Mode.values()) {
      var op = new Resize2d(mode, 2, 3, 4, 5, 2, 2, false);
      gradients.check(x -> Functions.resize2d(op, x[0]), in(2, 3, 4, 2));
    }
  }

  @Test
  void gather() {
    gradients.check(
        x -> Functions.gather(x[0], 1, Tensor.ofInts(backend, Shape.of(4), 2, 0, 2, 1)),
        in(2, 3, 2));
  }

  @Test
  void shapesThatDontFitAreRefused() {
    try (var x = in(2, 3);
        var w = in(4, 5)) {
      var error =
          assertThrows(
              ShapeException.class, () -> Functions.linear(x, w, null, Activation.RELU).close());
      org.junit.jupiter.api.Assertions.assertEquals(
          "linear: last size of x must be the first of w: x=[2,3], w=[4,5]", error.getMessage());
      assertThrows(ShapeException.class, () -> Functions.matmul(x, w).close());
      assertThrows(ShapeException.class, () -> Functions.crossEntropy(x, w).close());
    }
  }
}
