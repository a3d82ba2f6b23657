package dev.fovea.kernels.java;

import static dev.fovea.kernels.java.Comparison.AWKWARD;
import static dev.fovea.kernels.java.Comparison.assertAgree;
import static dev.fovea.kernels.java.Comparison.garbage;
import static dev.fovea.kernels.java.Comparison.normals;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.Window;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractionKernelsTest {
  private static final double TOLERANCE = 1e-5;

  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.IDENTITY,
          Activation.RELU,
          Activation.leakyRelu(0.1f),
          Activation.SIGMOID,
          Activation.TANH);

  @Test
  void gemmAtAwkwardSizes() {
    for (int m : AWKWARD) {
      for (int n : AWKWARD) {
        int k = AWKWARD[(m + n) % AWKWARD.length];
        assertGemm(Gemm.of(m, n, k, m % 2 == 0, n % 2 == 0));
      }
    }
  }

  @Test
  void gemmLargerThanEveryBlock() {
    for (boolean transposeA : new boolean[] {false, true}) {
      for (boolean transposeB : new boolean[] {false, true}) {
        assertGemm(Gemm.of(301, 130, 523, transposeA, transposeB).scaled(0.5f, 2));
      }
    }
  }

  /** Of more steps than a block has, and a large b. */
  @Test
  void gemmInParts() {
    for (boolean transposeA : new boolean[] {false, true}) {
      for (boolean transposeB : new boolean[] {false, true}) {
        assertGemm(Gemm.of(22, 121, 2501, transposeA, transposeB).scaled(0.5f, 2));
        assertGemm(Gemm.of(21, 121, 2501, transposeA, transposeB).batched(2));
      }
    }
  }

  /** Few rows and a large b, whose steps are summed part by part. */
  @Test
  void gemmOfFewRowsInParts() {
    for (int m = 1; m <= 4; m++) {
      assertGemm(Gemm.of(m, 301, 1025, m % 2 == 0, false));
    }
    assertGemm(Gemm.of(1, 1000, 1537));
    assertGemm(Gemm.of(3, 257, 1024).strided(1030, 260, 259).batched(2).scaled(-1, 0.5f));
  }

  @Test
  void gemmOfBatchesWithStridesAndFactors() {
    assertGemm(Gemm.of(17, 33, 65).strided(70, 40, 35).batched(5).scaled(2, -0.5f));
    assertGemm(Gemm.of(3, 129, 16, true, true).strided(5, 17, 130).batched(3).scaled(-1, 1));
  }

  @Test
  void gemmOfDepthZeroStillScalesAndAdds() {
    assertGemm(Gemm.of(17, 33, 0).scaled(1, 0.5f));
    assertGemm(Gemm.of(17, 33, 0));
  }

  /** With a factor of 0 for y's old value, y holds NaN. */
  private static void assertGemm(Gemm op) {
    var activation = ACTIVATIONS.get((op.m() + op.n()) % ACTIVATIONS.size());
    assertAgree(
        op + " " + activation,
        TOLERANCE,
        Math.sqrt(op.k() + 1),
        backend -> {
          try (var a = buffer(backend, 1, op.aLength());
              var b = buffer(backend, 2, op.bLength());
              var bias = buffer(backend, 3, op.n());
              var addend = buffer(backend, 4, op.yLength());
              var y =
                  op.beta() == 0
                      ? garbage(backend, op.yLength())
                      : buffer(backend, 5, op.yLength())) {
            var epilogue = new Epilogue(bias, op.m() % 2 == 0 ? addend : null, activation);
            backend.gemm(op, a, b, epilogue, y);
            var dense = backend.toFloats(y);
            return op.strideY() == op.n() ? dense : rowsOf(op, dense);
          }
        });
  }

  /** Without what lies between rows, which stays as it was: NaN. */
  private static float[] rowsOf(Gemm op, float[] y) {
    var rows = new float[op.batch() * op.m() * op.n()];
    int at = 0;
    for (int batch = 0; batch < op.batch(); batch++) {
      for (int row = 0; row < op.m(); row++, at += op.n()) {
        int from = Math.toIntExact(batch * op.batchStrideY()) + row * op.strideY();
        System.arraycopy(y, from, rows, at, op.n());
      }
    }
    return rows;
  }

  private static Conv2d depthwise(int n, Window rows, Window columns, int channels) {
    return Conv2d.of(n, rows, columns, channels, channels).groups(channels);
  }

  static Stream<Conv2d> convolutions() {
    var edge = Conv2d.Padding.EDGE;
    var wide = new Window(17, 3, 2, 2, 1, 2);
    return Stream.of(
        Conv2d.of(9, Window.of(28, 5).padding(2), Window.of(28, 5).padding(2), 1, 6),
        Conv2d.of(9, Window.of(14, 5), Window.of(14, 5), 6, 16),
        Conv2d.of(3, Window.of(23, 5).padding(2), Window.of(70, 5).padding(2, 1), 7, 16),
        Conv2d.of(2, Window.of(30, 3).padding(1), Window.of(33, 3).stride(2), 16, 16).padding(edge),
        Conv2d.of(1, Window.of(1, 1), Window.of(1, 1), 1, 1),
        Conv2d.of(3, Window.of(16, 1), Window.of(17, 1), 65, 63),
        Conv2d.of(2, Window.of(17, 3).same(), Window.of(65, 3).same(), 17, 64),
        Conv2d.of(2, Window.of(16, 3).stride(2).padding(1), wide, 3, 129),
        Conv2d.of(2, wide, Window.of(63, 3).padding(0, 3), 16, 3).padding(edge),
        Conv2d.of(2, Window.of(13, 3).padding(1), Window.of(30, 3).padding(1), 3, 64),
        Conv2d.of(1, Window.of(40, 7).stride(2), Window.of(43, 7).stride(2).padding(3), 3, 192),
        Conv2d.of(2, Window.of(16, 3).padding(2).dilation(2), wide, 5, 128).padding(edge),
        Conv2d.of(3, Window.of(9, 5), Window.of(9, 1).dilation(2), 2, 160),
        Conv2d.of(1, Window.of(129, 3).padding(1), Window.of(65, 3).padding(1), 33, 5),
        Conv2d.of(1, Window.of(129, 3).padding(1), Window.of(65, 3).padding(1), 33, 5)
            .padding(edge),
        Conv2d.of(2, Window.of(9, 3).padding(1), wide, 12, 18).groups(3),
        Conv2d.of(2, Window.of(9, 3).padding(1), wide, 16, 16).groups(16),
        Conv2d.of(3, wide, Window.of(9, 3).padding(2), 5, 15).groups(5).padding(edge),
        Conv2d.of(1, Window.of(65, 3).padding(1), Window.of(63, 3).padding(1), 65, 65).groups(65),
        depthwise(2, Window.of(7, 3).padding(1), Window.of(1, 3).padding(1), 16),
        depthwise(3, Window.of(1, 3).padding(1), Window.of(9, 3).padding(1), 17),
        depthwise(3, Window.of(13, 3).padding(1), Window.of(14, 3).padding(1), 130),
        depthwise(2, Window.of(12, 3).stride(2).padding(1), Window.of(2, 3).stride(2).same(), 64),
        depthwise(
            2, Window.of(12, 3).stride(2).padding(1), Window.of(2, 3).stride(2).padding(1), 64),
        depthwise(
            9, Window.of(22, 3).stride(2).padding(1), Window.of(16, 3).stride(2).padding(1), 75),
        // Of more than the last cache holds.
        depthwise(2, Window.of(165, 3).padding(1), Window.of(160, 3).padding(1), 80),
        depthwise(
            2, Window.of(220, 3).stride(2).padding(1), Window.of(224, 3).stride(2).padding(1), 80),
        Conv2d.of(2, Window.of(3, 3).padding(4), Window.of(1, 2).padding(3), 3, 17),
        Conv2d.of(2, Window.of(20, 2).stride(3), Window.of(20, 1).stride(2), 4, 4),
        // Without padding, in bands: more output rows reach a band than its padded rows tell.
        Conv2d.of(1, Window.of(60, 7).stride(2), Window.of(224, 7).stride(2), 3, 96));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void forward(Conv2d op) {
    var activation = ACTIVATIONS.get(op.filters() % ACTIVATIONS.size());
    long length = op.output().elements();
    assertAgree(
        op + " " + activation,
        TOLERANCE,
        Math.sqrt(op.rows().kernel() * op.columns().kernel() * op.groupChannels()),
        backend -> {
          try (var x = buffer(backend, 1, op.input().elements());
              var w = buffer(backend, 2, op.weights().elements());
              var bias = buffer(backend, 3, op.filters());
              var addend = buffer(backend, 4, length);
              var y = garbage(backend, length)) {
            backend.conv2d(op, x, w, new Epilogue(bias, addend, activation), y);
            return backend.toFloats(y);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void inputGradient(Conv2d op) {
    assertAgree(
        op.toString(),
        TOLERANCE,
        Math.sqrt(op.rows().kernel() * op.columns().kernel() * op.groupFilters()),
        backend -> {
          try (var dy = buffer(backend, 1, op.output().elements());
              var w = buffer(backend, 2, op.weights().elements());
              var dx = garbage(backend, op.input().elements())) {
            backend.conv2dInputGradient(op, dy, w, dx);
            return backend.toFloats(dx);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void weightGradient(Conv2d op) {
    assertAgree(
        op.toString(),
        TOLERANCE,
        Math.sqrt(op.n() * op.rows().output() * op.columns().output()),
        backend -> {
          try (var x = buffer(backend, 1, op.input().elements());
              var dy = buffer(backend, 2, op.output().elements());
              var dw = garbage(backend, op.weights().elements())) {
            backend.conv2dWeightGradient(op, x, dy, dw);
            return backend.toFloats(dw);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void transposed(Conv2d convolution) {
    var op = new ConvTranspose2d(convolution.padding(Conv2d.Padding.ZERO));
    var c = op.convolution();
    var activation = ACTIVATIONS.get(c.channels() % ACTIVATIONS.size());
    assertAgree(
        op + " " + activation,
        TOLERANCE,
        Math.sqrt(c.rows().kernel() * c.columns().kernel() * c.groupFilters()),
        backend -> {
          try (var x = buffer(backend, 1, op.input().elements());
              var w = buffer(backend, 2, op.weights().elements());
              var bias = buffer(backend, 3, c.channels());
              var y = garbage(backend, op.output().elements())) {
            backend.convTranspose2d(op, x, w, Epilogue.bias(bias).activation(activation), y);
            return backend.toFloats(y);
          }
        });
  }

  private static Buffer buffer(Backend backend, long seed, long length) {
    return backend.floats(normals(seed, length));
  }
}
