package dev.fovea.kernels.java;

import static dev.fovea.kernels.java.Comparison.AWKWARD;
import static dev.fovea.kernels.java.Comparison.LARGE;
import static dev.fovea.kernels.java.Comparison.assertAgree;
import static dev.fovea.kernels.java.Comparison.assertSameBits;
import static dev.fovea.kernels.java.Comparison.garbage;
import static dev.fovea.kernels.java.Comparison.join;
import static dev.fovea.kernels.java.Comparison.normals;
import static dev.fovea.kernels.java.Comparison.uniforms;
import static dev.fovea.kernels.java.Comparison.withThreads;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.Backend;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseKernelsTest {
  /** Two units in the last place. */
  private static final double TOLERANCE = 2.5e-7;

  /** Differences of numbers of order 1 may cancel. */
  private static final double SCALE = 1;

  private static final float[] SPECIAL = {
    0f,
    -0f,
    1,
    -1,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    88.7f,
    88.8f,
    -87.3f,
    -103.9f,
    -104.1f,
    1e-20f,
    -1e-20f,
    1e-5f,
    -1e-5f,
    20,
    -20,
    0.35f,
    -0.35f,
    1e10f,
    -1e10f
  };

  private static int[] sizes() {
    var sizes = Arrays.copyOf(AWKWARD, AWKWARD.length + 1);
    sizes[AWKWARD.length] = LARGE;
    return sizes;
  }

  private static Unary operation(Unary.Kind kind, int length) {
    return new Unary(kind, length, 0.3f, -0.7f);
  }

  private static float[] inputs(Unary.Kind kind, int length) {
    return switch (kind) {
      case LOG, SQRT, RECIPROCAL -> uniforms(1, length, 1e-3, 30);
      default -> uniforms(1, length, -12, 12);
    };
  }

  @ParameterizedTest
  @EnumSource
  void unary(Unary.Kind kind) {
    for (int size : sizes()) {
      // relative alone: the kernels promise it, except where AFFINE and LOG cancel
      double scale = kind == Unary.Kind.AFFINE || kind == Unary.Kind.LOG ? 1 : 0;
      assertAgree(
          kind + " " + size,
          TOLERANCE,
          scale,
          backend -> unary(backend, operation(kind, size), inputs(kind, size)));
    }
  }

  private static float[] unary(Backend backend, Unary op, float[] values) {
    try (var x = backend.floats(values);
        var y = garbage(backend, op.length())) {
      backend.unary(op, x, y);
      return backend.toFloats(y);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unaryOfSpecialValues(Unary.Kind kind) {
    // subnormal results may lose their last bit
    assertAgree(
        kind.toString(),
        TOLERANCE,
        Float.MIN_NORMAL,
        backend -> unary(backend, operation(kind, SPECIAL.length), SPECIAL));
  }

  /** Some functions take an easier way where a block has no special value. */
  @ParameterizedTest
  @EnumSource
  void unaryOfLongRunsWithASpecialValue(Unary.Kind kind) {
    for (float special : SPECIAL) {
      float[] values = inputs(kind, 10_000);
      values[5001] = special;
      assertAgree(
          kind + " " + special,
          TOLERANCE,
          1,
          backend -> unary(backend, operation(kind, values.length), values));
      float[] apart = withThreads(1, b -> unary(b, operation(kind, values.length), values));
      float[] inPlace =
          withThreads(
              1,
              backend -> {
                try (var x = backend.floats(values)) {
                  backend.unary(operation(kind, values.length), x, x);
                  return backend.toFloats(x);
                }
              });
      assertSameBits(kind + " " + special, apart, inPlace);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unaryGradient(Unary.Kind kind) {
    for (int size : sizes()) {
      assertAgree(
          kind + " " + size,
          2 * TOLERANCE,
          kind == Unary.Kind.TANH ? 1e-8 : 0, // the reference's 1 - tanh² cancels
          backend -> {
            var op = operation(kind, size);
            try (var x = backend.floats(inputs(kind, size));
                var y = garbage(backend, size);
                var dy = backend.floats(normals(2, size));
                var dx = garbage(backend, size)) {
              backend.unary(op, x, y);
              backend.unaryGradient(op, x, y, dy, dx);
              return backend.toFloats(dx);
            }
          });
    }
  }

  /** The last elements of a run take another path than the first: not one bit may show it. */
  @ParameterizedTest
  @EnumSource
  void unaryIsTheSameWhereverTheElementLies(Unary.Kind kind) {
    int size = 131;
    float[] values = inputs(kind, size);
    float[] whole = withThreads(1, b -> unary(b, operation(kind, size), values));
    for (int i = 0; i < size; i++) {
      float[] one = {values[i]};
      assertSameBits(
          kind + " " + i,
          new float[] {whole[i]},
          withThreads(1, b -> unary(b, operation(kind, 1), one)));
    }
  }

  @Test
  void unaryInPlaceAndInPartOfABuffer() {
    float[] values = normals(3, 100);
    float[] result =
        withThreads(
            1,
            backend -> {
              try (var x = backend.floats(values)) {
                backend.unary(Unary.of(Unary.Kind.SQUARE, 37), x, x);
                return backend.toFloats(x);
              }
            });
    for (int i = 0; i < values.length; i++) {
      assertEquals(i < 37 ? values[i] * values[i] : values[i], result[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void binary(Binary.Kind kind) {
    int[][][] shapes = {
      {{}, {}},
      {{129}, {129}},
      {{LARGE}, {LARGE}},
      {{LARGE}, {}},
      {{}, {65}},
      {{700, 6}, {6}},
      {{700, 64}, {64}},
      {{6}, {700, 6}},
      {{101, 48}, {48}},
      {{33, 512}, {1, 512}},
      {{3, 5000}, {5000}},
      {{3, 5000}, {3, 1}},
      {{63, 17}, {63, 1}},
      {{1, 17}, {63, 1}},
      {{4, 9, 1, 5}, {9, 3, 1}},
      {{2, 3, 64, 65}, {3, 1, 65}},
      {{5, 1, 7, 1, 3}, {1, 4, 1, 2, 3}},
      {{3, 1}, {}},
      {{0, 3}, {3}},
    };
    for (int[][] pair : shapes) {
      var op = new Binary(kind, Shape.of(pair[0]), Shape.of(pair[1]));
      assertAgree(op.toString(), TOLERANCE, 0, backend -> binary(backend, op));
    }
  }

  private static float[] binary(Backend backend, Binary op) {
    try (var a = backend.floats(normals(4, op.a().elements()));
        var b = backend.floats(normals(5, op.b().elements()));
        var y = garbage(backend, op.output().elements())) {
      backend.binary(op, a, b, y);
      return backend.toFloats(y);
    }
  }

  @ParameterizedTest
  @EnumSource
  void binaryOfSpecialValues(Binary.Kind kind) {
    int n = SPECIAL.length;
    var op = new Binary(kind, Shape.of(n, 1), Shape.of(n));
    assertAgree(
        kind.toString(),
        TOLERANCE,
        Float.MIN_NORMAL,
        backend -> {
          try (var a = backend.floats(SPECIAL);
              var b = backend.floats(SPECIAL);
              var y = garbage(backend, (long) n * n)) {
            backend.binary(op, a, b, y);
            return backend.toFloats(y);
          }
        });
  }

  @Test
  void axpby() {
    for (int size : sizes()) {
      for (float beta : new float[] {0, 1, -0.5f}) {
        assertAgree(
            "axpby " + size + " " + beta,
            TOLERANCE,
            SCALE,
            backend -> {
              try (var x = backend.floats(normals(6, size));
                  var y = beta == 0 ? garbage(backend, size) : backend.floats(normals(7, size))) {
                backend.axpby(new Axpby(size, 1.7f, beta), x, y);
                return backend.toFloats(y);
              }
            });
      }
    }
  }

  @Test
  void dropout() {
    for (int size : sizes()) {
      for (float probability : new float[] {0, 0.3f, 0.5f}) {
        assertAgree(
            "dropout " + size + " " + probability,
            TOLERANCE,
            0,
            backend -> {
              try (var x = backend.floats(normals(8, size));
                  var y = garbage(backend, size)) {
                var random = new RandomState(0x123456789ABCDEFL, (1L << 32) - 5);
                backend.dropout(new Dropout(size, probability), random, x, y);
                return backend.toFloats(y);
              }
            });
      }
    }
  }

  @Test
  void sgdStep() {
    for (int size : sizes()) {
      for (var op :
          new SgdStep[] {
            new SgdStep(size, 0.1f, 0, false, 0),
            new SgdStep(size, 0.1f, 0, false, 0.01f),
            new SgdStep(size, 0.1f, 0.9f, false, 0.01f),
            new SgdStep(size, 0.1f, 0.9f, true, 0.01f)
          }) {
        assertAgree(
            op.toString(),
            TOLERANCE,
            SCALE,
            backend -> {
              try (var w = backend.floats(normals(9, size));
                  var g = backend.floats(normals(10, size));
                  var v = backend.floats(normals(11, size))) {
                backend.sgdStep(op, w, g, op.momentum() == 0 ? null : v);
                return join(backend, w, v);
              }
            });
      }
    }
  }

  @Test
  void adamStep() {
    for (int size : sizes()) {
      for (boolean decoupled : new boolean[] {false, true}) {
        var op = new AdamStep(size, 0.01f, 0.9f, 0.999f, 1e-8f, 0.01f, decoupled, 3);
        assertAgree(
            op.toString(),
            TOLERANCE,
            SCALE,
            backend -> {
              try (var w = backend.floats(normals(12, size));
                  var g = backend.floats(normals(13, size));
                  var m = backend.floats(normals(14, size));
                  var v = backend.floats(uniforms(15, size, 0.1, 2))) {
                backend.adamStep(op, w, g, m, v);
                return join(backend, w, m, v);
              }
            });
      }
    }
  }
}
