package dev.fovea.kernels.java;

import static dev.fovea.kernels.java.Comparison.assertAgree;
import static dev.fovea.kernels.java.Comparison.garbage;
import static dev.fovea.kernels.java.Comparison.join;
import static dev.fovea.kernels.java.Comparison.normals;

import dev.fovea.backend.Backend;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Adaptive;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Window;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolingKernelsTest {
  private static final double TOLERANCE = 1e-6;

  private static List<PoolAxis> axes(int size) {
    return Stream.<PoolAxis>of(
            Window.of(size, 2).stride(2),
            Window.of(size, 3).stride(2).padding(1),
            Window.of(size, 3).padding(1, 0),
            Window.of(size, 2).stride(3),
            new Adaptive(size, 1),
            new Adaptive(size, 3),
            new Adaptive(size, size + 2))
        .toList();
  }

  static Stream<Pool2d> operations() {
    return Stream.of(Pool2d.Kind.values())
        .flatMap(
            kind ->
                Stream.of(false, true)
                    .flatMap(
                        padding ->
                            Stream.of(1, 3, 16, 17, 65)
                                .flatMap(
                                    channels ->
                                        axes(7).stream()
                                            .map(
                                                rows ->
                                                    new Pool2d(
                                                        kind,
                                                        2,
                                                        rows,
                                                        axes(9).get(axes(7).indexOf(rows)),
                                                        channels,
                                                        padding)))));
  }

  /**
   * Values with many equals, zeros of both signs and, in the first image, now and then a NaN: a
   * block of windows without one is taken another way.
   */
  private static float[] image(Pool2d op) {
    var random = new Random(op.channels());
    var values = normals(1, op.input().elements());
    int firstImage = values.length / op.n();
    for (int i = 0; i < values.length; i++) {
      if (op.kind() == Pool2d.Kind.MAX) {
        boolean isNaN = random.nextInt(40) == 0 && i < firstImage;
        values[i] = isNaN ? Float.NaN : (float) Math.rint(values[i]);
      }
    }
    return values;
  }

  private static float[] forwardAndGradient(Backend backend, Pool2d op) {
    long outputs = op.output().elements();
    boolean max = op.kind() == Pool2d.Kind.MAX;
    try (var x = backend.floats(image(op));
        var y = garbage(backend, outputs);
        var indices = backend.allocate(DataType.INT32, outputs);
        var dy = backend.floats(normals(2, outputs));
        var dx = garbage(backend, op.input().elements())) {
      backend.pool2d(op, x, y, max ? indices : null);
      backend.pool2dGradient(op, dy, max ? indices : null, dx);
      return max ? join(backend, y, indices, dx) : join(backend, y, dx);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void forwardAndGradient(Pool2d op) {
    assertAgree(op.toString(), TOLERANCE, 1, backend -> forwardAndGradient(backend, op));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 16, 64})
  void severalTasks(int channels) {
    for (var axis : List.of(Window.of(28, 2).stride(2), Window.of(28, 3).stride(2).padding(1))) {
      for (var op :
          List.of(Pool2d.max(37, axis, axis, channels), Pool2d.average(37, axis, axis, channels))) {
        assertAgree(op.toString(), TOLERANCE, 1, backend -> forwardAndGradient(backend, op));
      }
    }
  }

  /** One image in bands of rows: windows reach from one task's into the next's. */
  @ParameterizedTest
  @ValueSource(ints = {5, 300})
  void windowsAcrossTasks(int channels) {
    var axis = Window.of(131, 5).stride(2).padding(2);
    var op = Pool2d.max(1, axis, axis, channels);
    assertAgree(op.toString(), TOLERANCE, 1, backend -> forwardAndGradient(backend, op));
  }

  /** Windows that have ways of their own, with and without indices. */
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 16, 19, 65})
  void usualWindows(int channels) {
    for (var axis :
        List.of(
            Window.of(12, 2).stride(2),
            Window.of(13, 2).stride(2),
            Window.of(12, 3).stride(2).padding(1),
            Window.of(13, 3).stride(2),
            new Window(13, 3, 2, 0, 1, 1),
            Window.of(12, 3).padding(1),
            Window.of(12, 4).stride(4),
            Window.of(7, 7),
            new Adaptive(17, 1))) {
      for (var kind : Pool2d.Kind.values()) {
        var op = new Pool2d(kind, 5, axis, axis, channels, true);
        assertAgree(op.toString(), TOLERANCE, 1, backend -> forwardAndGradient(backend, op));
        assertAgree(op.toString(), TOLERANCE, 1, backend -> withoutIndices(backend, op));
      }
    }
  }

  /** Rows padded unlike columns: each has its own pairs of cells. */
  @ParameterizedTest
  @ValueSource(ints = {16, 33})
  void overlappingWindowsOfTwoKinds(int channels) {
    var padded = Window.of(14, 3).stride(2).padding(1, 0);
    var inside = Window.of(11, 3).stride(2);
    for (var op :
        List.of(
            Pool2d.max(3, padded, inside, channels),
            Pool2d.max(3, inside, padded, channels),
            Pool2d.max(
                3, Window.of(3, 3).stride(2), Window.of(2, 3).stride(2).padding(1, 0), channels))) {
      assertAgree(op.toString(), TOLERANCE, 1, backend -> forwardAndGradient(backend, op));
    }
  }

  private static float[] withoutIndices(Backend backend, Pool2d op) {
    try (var x = backend.floats(image(op));
        var y = garbage(backend, op.output().elements())) {
      backend.pool2d(op, x, y, null);
      return backend.toFloats(y);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 19})
  void maximumWithoutIndices(int channels) {
    var axis = Window.of(8, 2).stride(2);
    var op = Pool2d.max(3, axis, axis, channels);
    assertAgree(op.toString(), 0, 0, backend -> withoutIndices(backend, op));
  }
}
