package dev.fovea.kernels.java;

import static dev.fovea.kernels.java.Comparison.assertAgree;
import static dev.fovea.kernels.java.Comparison.garbage;
import static dev.fovea.kernels.java.Comparison.join;
import static dev.fovea.kernels.java.Comparison.normals;
import static dev.fovea.kernels.java.Comparison.uniforms;

import dev.fovea.backend.Backend;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NormalizationKernelsTest {
  private static final double TOLERANCE = 1e-6;

  static Stream<Arguments> sizes() {
    var small =
        Stream.of(1, 2, 3, 17, 129, 1000)
            .flatMap(
                rows ->
                    Stream.of(1, 3, 6, 16, 17, 63, 64, 65, 300)
                        .map(columns -> Arguments.of(rows, columns)));
    // several blocks of columns, and several parts of rows
    return Stream.concat(small, Stream.of(Arguments.of(3, 1100), Arguments.of(150, 1100)));
  }

  /** Columns whose means are up to ten deviations from 0. */
  private static float[] values(long seed, int rows, int columns) {
    float[] values = normals(seed, (long) rows * columns);
    for (int i = 0; i < values.length; i++) {
      values[i] += i % columns % 21 - 10;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void batchNormTraining(int rows, int channels) {
    var op = new BatchNorm(rows, channels, 1e-3f, 0.1f);
    assertAgree(op.toString(), TOLERANCE, 10, backend -> train(backend, op, 0));
  }

  /** Squares of values far from 0 would leave no digits for a variance of 1. */
  @Test
  void batchNormTrainingFarFromZero() {
    var op = new BatchNorm(5000, 17, 1e-3f, 0.1f);
    assertAgree(op.toString(), 1e-6, 1, backend -> train(backend, op, 4096));
  }

  private static float[] train(Backend backend, BatchNorm op, float offset) {
    int channels = op.channels();
    float[] input = values(1, op.rows(), channels);
    for (int i = 0; i < input.length; i++) {
      input[i] += offset;
    }
    try (var x = backend.floats(input);
        var gamma = backend.floats(uniforms(2, channels, 0.5, 2));
        var beta = backend.floats(normals(3, channels));
        var runningMean = backend.floats(normals(4, channels));
        var runningVariance = backend.floats(uniforms(5, channels, 0.5, 2));
        var y = garbage(backend, op.length());
        var mean = garbage(backend, channels);
        var inverse = garbage(backend, channels)) {
      backend.batchNormTraining(op, x, gamma, beta, runningMean, runningVariance, y, mean, inverse);
      return join(backend, y, mean, inverse, runningMean, runningVariance);
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void batchNormInference(int rows, int channels) {
    var op = new BatchNorm(rows, channels, 1e-3f, 0.1f);
    assertAgree(
        op.toString(),
        TOLERANCE,
        10,
        backend -> {
          try (var x = backend.floats(values(6, rows, channels));
              var gamma = backend.floats(normals(7, channels));
              var beta = backend.floats(normals(8, channels));
              var mean = backend.floats(normals(9, channels));
              var variance = backend.floats(uniforms(10, channels, 0.5, 2));
              var y = garbage(backend, op.length())) {
            backend.batchNormInference(op, x, gamma, beta, mean, variance, y);
            return backend.toFloats(y);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void batchNormGradient(int rows, int channels) {
    var op = new BatchNorm(rows, channels, 1e-3f, 0.1f);
    assertAgree(
        op.toString(),
        TOLERANCE,
        50, // sums of products of order 10 cancel
        backend -> {
          try (var x = backend.floats(normals(11, op.length()));
              var dy = backend.floats(normals(12, op.length()));
              var gamma = backend.floats(normals(13, channels));
              var mean = backend.floats(normals(14, channels));
              var inverse = backend.floats(uniforms(15, channels, 0.5, 2));
              var dx = garbage(backend, op.length());
              var dgamma = garbage(backend, channels);
              var dbeta = garbage(backend, channels)) {
            backend.batchNormGradient(op, x, dy, gamma, mean, inverse, dx, dgamma, dbeta);
            return join(backend, dx, dgamma, dbeta);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void layerNorm(int rows, int features) {
    var op = new LayerNorm(rows, features, 1e-3f);
    float[] values = values(16, rows, features);
    assertAgree(op.toString(), TOLERANCE, 10, backend -> normalize(backend, op, values));
  }

  /** In every other row the first value, which deviations are taken from at first, is no guide. */
  @Test
  void layerNormFarFromZeroAndFromFirstValue() {
    var op = new LayerNorm(17, 1000, 1e-3f);
    float[] values = values(24, 17, 1000);
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2000 == 0 ? 0 : values[i] + 4096;
    }
    assertAgree(op.toString(), TOLERANCE, 10, backend -> normalize(backend, op, values));
  }

  private static float[] normalize(Backend backend, LayerNorm op, float[] values) {
    try (var x = backend.floats(values);
        var gamma = backend.floats(normals(17, op.features()));
        var beta = backend.floats(normals(18, op.features()));
        var y = garbage(backend, op.length());
        var mean = garbage(backend, op.rows());
        var inverse = garbage(backend, op.rows())) {
      backend.layerNorm(op, x, gamma, beta, y, mean, inverse);
      return join(backend, y, mean, inverse);
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void layerNormGradient(int rows, int features) {
    var op = new LayerNorm(rows, features, 1e-3f);
    assertAgree(
        op.toString(),
        TOLERANCE,
        50,
        backend -> {
          try (var x = backend.floats(normals(19, op.length()));
              var dy = backend.floats(normals(20, op.length()));
              var gamma = backend.floats(normals(21, features));
              var mean = backend.floats(normals(22, rows));
              var inverse = backend.floats(uniforms(23, rows, 0.5, 2));
              var dx = garbage(backend, op.length());
              var dgamma = garbage(backend, features);
              var dbeta = garbage(backend, features)) {
            backend.layerNormGradient(op, x, dy, gamma, mean, inverse, dx, dgamma, dbeta);
            return join(backend, dx, dgamma, dbeta);
          }
        });
  }
}
