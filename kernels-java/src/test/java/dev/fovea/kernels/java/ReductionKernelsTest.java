package dev.fovea.kernels.java;

import static dev.fovea.kernels.java.Comparison.AWKWARD;
import static dev.fovea.kernels.java.Comparison.LARGE;
import static dev.fovea.kernels.java.Comparison.assertAgree;
import static dev.fovea.kernels.java.Comparison.garbage;
import static dev.fovea.kernels.java.Comparison.join;
import static dev.fovea.kernels.java.Comparison.normals;
import static dev.fovea.kernels.java.Comparison.uniforms;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Softmax;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionKernelsTest {
  private static final double TOLERANCE = 5e-7;

  private static void assertReduces(Reduce op) {
    float[] values = normals(1, op.input().elements());
    // sums are kept in double: the result is off by its own rounding alone
    assertAgree(op.toString(), 1.2e-7, 1e-6, backend -> reduce(backend, op, values));
  }

  private static float[] reduce(Backend backend, Reduce op, float[] values) {
    try (var x = backend.floats(values);
        var y = garbage(backend, op.output().elements())) {
      backend.reduce(op, x, y);
      return backend.toFloats(y);
    }
  }

  @ParameterizedTest
  @EnumSource
  void reduceAll(Reduce.Kind kind) {
    for (int size : AWKWARD) {
      assertReduces(Reduce.all(kind, size));
    }
    assertReduces(Reduce.all(kind, LARGE));
    assertReduces(Reduce.all(kind, 20 * LARGE));
  }

  @ParameterizedTest
  @EnumSource
  void reduceAxes(Reduce.Kind kind) {
    assertReduces(Reduce.of(kind, Shape.of(1, 1), 0));
    assertReduces(Reduce.of(kind, Shape.of(5, 1, 7), 1));
    for (int columns : AWKWARD) {
      assertReduces(Reduce.of(kind, Shape.of(37, columns), 0));
      assertReduces(Reduce.of(kind, Shape.of(37, columns), 1));
      assertReduces(Reduce.of(kind, Shape.of(3, 19, columns), 1));
      assertReduces(Reduce.of(kind, Shape.of(3, 19, columns), 0, 2));
    }
    assertReduces(Reduce.of(kind, Shape.of(9, 28, 28, 6), 0, 1, 2));
    assertReduces(Reduce.of(kind, Shape.of(9, 28, 28, 6), 1, 2));
    assertReduces(Reduce.of(kind, Shape.of(2, 3, 4, 5, 6), 0, 2, 4));
    assertReduces(Reduce.of(kind, Shape.of(2, 3, 4, 5, 6), 1, 3));
    assertReduces(Reduce.of(kind, Shape.of(40, 2500), 0));
    assertReduces(Reduce.of(kind, Shape.of(7, 20_000), 1));
    assertReduces(Reduce.of(kind, Shape.of(200, 3, 130), 0, 2));
  }

  @ParameterizedTest
  @EnumSource
  void reduceOfSpecialValues(Reduce.Kind kind) {
    float[] values = normals(2, 200 * 4);
    values[400] = Float.NaN;
    values[401] = Float.POSITIVE_INFINITY;
    values[402] = Float.NEGATIVE_INFINITY;
    for (int axis = 0; axis < 2; axis++) {
      var op = Reduce.of(kind, Shape.of(200, 4), axis);
      assertAgree(op.toString(), TOLERANCE, 1, backend -> reduce(backend, op, values));
    }
  }

  /**
   * Infinities of both signs make the sum NaN that gives NaNs away; a NaN is in any of the lanes.
   */
  @ParameterizedTest
  @EnumSource
  void reduceOfOneLongRowOfSpecialValues(Reduce.Kind kind) {
    var op = Reduce.all(kind, 800);
    float[] values = normals(2, op.input().elements());
    for (int nan : new int[] {0, 17, 40, 63, 64, 767, 799}) {
      float[] one = values.clone();
      one[nan] = Float.NaN;
      assertAgree(op + " NaN at " + nan, TOLERANCE, 1, backend -> reduce(backend, op, one));
    }
    values[300] = Float.POSITIVE_INFINITY;
    assertAgree(op + " infinity", TOLERANCE, 1, backend -> reduce(backend, op, values));
    values[400] = Float.NEGATIVE_INFINITY;
    assertAgree(op + " infinities", TOLERANCE, 1, backend -> reduce(backend, op, values));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 16, 17, 63, 64, 65, 129, 1000})
  void argMax(int size) {
    for (var op :
        new ArgMax[] {new ArgMax(70, size, 1), new ArgMax(3, size, 17), new ArgMax(1, size, 65)}) {
      var random = new Random(size);
      float[] values = normals(3, op.inputLength());
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(100) == 0 ? Float.NaN : Math.round(3 * values[i]);
      }
      assertAgree(
          op.toString(),
          0,
          0,
          backend -> {
            try (var x = backend.floats(values);
                var y = backend.allocate(DataType.INT32, op.outputLength())) {
              backend.argMax(op, x, y);
              return join(backend, y);
            }
          });
    }
  }

  private static float[] logits(int rows, int classes) {
    float[] values = uniforms(4, (long) rows * classes, -8, 8);
    for (int i = 0; i < values.length; i += 7) {
      values[i] = Float.NEGATIVE_INFINITY;
    }
    for (int c = 0; c < classes; c++) {
      values[c] = 1000 + c % 5; // exp of these overflows
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 16, 17, 63, 64, 65, 129, 1000, 9001})
  void softmax(int classes) {
    for (boolean logarithm : new boolean[] {false, true}) {
      for (int rows : new int[] {1, 65}) {
        var op = new Softmax(rows, classes, logarithm);
        // differences of up to 16 from the row's maximum are rounded before exp
        assertAgree(
            op.toString(),
            logarithm ? TOLERANCE : 16 * 0x1p-24 + TOLERANCE,
            logarithm ? 1 : 0,
            backend -> {
              try (var x = backend.floats(logits(rows, classes));
                  var y = garbage(backend, op.length())) {
                backend.softmax(op, x, y);
                return backend.toFloats(y);
              }
            });
        assertAgree(
            "gradient of " + op,
            TOLERANCE,
            classes,
            backend -> {
              try (var x = backend.floats(normals(5, op.length()));
                  var y = garbage(backend, op.length());
                  var dy = backend.floats(normals(6, op.length()));
                  var dx = garbage(backend, op.length())) {
                backend.softmax(op, x, y);
                backend.softmaxGradient(op, y, dy, dx);
                return backend.toFloats(dx);
              }
            });
      }
    }
  }

  /** The gradient may be written over either operand. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 16, 17, 63, 64, 65, 129, 1000})
  void softmaxGradientInPlace(int classes) {
    for (boolean logarithm : new boolean[] {false, true}) {
      for (boolean overResult : new boolean[] {false, true}) {
        var op = new Softmax(65, classes, logarithm);
        assertAgree(
            "gradient in place of " + op,
            TOLERANCE,
            classes,
            backend -> {
              try (var y = backend.floats(normals(5, op.length()));
                  var dy = backend.floats(normals(6, op.length()))) {
                backend.softmax(op, y, y);
                var dx = overResult ? y : dy;
                backend.softmaxGradient(op, y, dy, dx);
                return backend.toFloats(dx);
              }
            });
      }
    }
  }

  /** Wherever the largest logit lies, exp of it overflows unless it is subtracted. */
  @Test
  void softmaxOfOneLargeLogit() {
    int classes = 129;
    float[] values = new float[classes * classes];
    for (int row = 0; row < classes; row++) {
      values[row * classes + row] = 200;
    }
    for (boolean logarithm : new boolean[] {false, true}) {
      var op = new Softmax(classes, classes, logarithm);
      assertAgree(
          op.toString(),
          TOLERANCE,
          0,
          backend -> {
            try (var x = backend.floats(values)) {
              backend.softmax(op, x, x);
              return backend.toFloats(x);
            }
          });
    }
  }

  @Test
  void softmaxOfSpecialRows() {
    float inf = Float.POSITIVE_INFINITY;
    float[] values = {1, Float.NaN, 2, -inf, -inf, -inf, inf, 0, 1, 0, 0, 0, -inf, 0, -1000};
    for (boolean logarithm : new boolean[] {false, true}) {
      var op = new Softmax(5, 3, logarithm);
      assertAgree(
          op.toString(),
          TOLERANCE,
          0,
          backend -> {
            try (var x = backend.floats(values)) {
              backend.softmax(op, x, x);
              return backend.toFloats(x);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 16, 17, 63, 64, 65, 129, 1000})
  void crossEntropyOfClasses(int classes) {
    for (int rows : new int[] {1, 64, 301}) {
      var op = new CrossEntropy(rows, classes, CrossEntropy.Target.CLASS_INDEX);
      int[] targets = new Random(7).ints(rows, 0, classes).toArray();
      targets[rows / 2] = classes; // does not exist
      targets[rows - 1] = rows == 1 ? 0 : -1;
      assertAgree(
          op.toString(),
          TOLERANCE,
          1,
          backend -> {
            try (var x = backend.floats(logits(rows, classes));
                var t = backend.ints(targets);
                var losses = garbage(backend, rows);
                var dlosses = backend.floats(normals(8, rows));
                var dx = garbage(backend, op.length())) {
              backend.crossEntropy(op, x, t, losses);
              backend.crossEntropyGradient(op, x, t, dlosses, dx);
              return join(backend, losses, dx);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 16, 17, 65, 129, 1000})
  void crossEntropyOfSoftTargets(int classes) {
    var op = new CrossEntropy(33, classes, CrossEntropy.Target.SOFT);
    float[] weights = uniforms(9, op.length(), 0, 2.0 / classes);
    for (int i = 0; i < weights.length; i += 7) {
      weights[i] = 0; // there the logit is -∞
    }
    assertAgree(
        op.toString(),
        TOLERANCE,
        5,
        backend -> {
          try (var x = backend.floats(logits(33, classes));
              var t = backend.floats(weights);
              var losses = garbage(backend, 33);
              var dlosses = backend.floats(normals(10, 33));
              var dx = garbage(backend, op.length())) {
            backend.crossEntropy(op, x, t, losses);
            backend.crossEntropyGradient(op, x, t, dlosses, dx);
            return join(backend, losses, dx);
          }
        });
  }
}
