package dev.fovea.kernels.java;

import static dev.fovea.kernels.java.Comparison.AWKWARD;
import static dev.fovea.kernels.java.Comparison.assertAgree;
import static dev.fovea.kernels.java.Comparison.garbage;
import static dev.fovea.kernels.java.Comparison.join;
import static dev.fovea.kernels.java.Comparison.normals;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeKernelsTest {
  static Stream<Permute> permutations() {
    return Stream.of(
        Permute.of(Shape.of()),
        Permute.of(Shape.of(17), 0),
        Permute.of(Shape.of(1, 17, 1), 2, 1, 0),
        Permute.of(Shape.of(2, 3, 4, 5), 0, 1, 2, 3),
        Permute.of(Shape.of(2, 3, 4, 5), 3, 2, 1, 0),
        Permute.of(Shape.of(2, 3, 4, 5), 1, 0, 2, 3),
        Permute.of(Shape.of(2, 3, 4, 5), 0, 2, 1, 3),
        Permute.of(Shape.of(2, 3, 4, 65), 2, 0, 1, 3),
        Permute.of(Shape.of(2, 3, 2, 3, 2, 3, 2, 3), 7, 0, 6, 1, 5, 2, 4, 3),
        Permute.of(Shape.of(5, 28, 28, 6), 0, 3, 1, 2),
        Permute.of(Shape.of(5, 6, 28, 28), 0, 2, 3, 1),
        Permute.of(Shape.of(3, 129, 130), 0, 2, 1),
        Permute.of(Shape.of(300, 200), 1, 0));
  }

  @ParameterizedTest
  @MethodSource("permutations")
  void permute(Permute op) {
    assertPermutes(op);
  }

  @Test
  void transpose() {
    for (int rows : AWKWARD) {
      for (int columns : AWKWARD) {
        assertPermutes(Permute.of(Shape.of(rows, columns), 1, 0));
      }
    }
  }

  private static void assertPermutes(Permute op) {
    long length = op.input().elements();
    assertAgree(
        op.toString(),
        0,
        0,
        backend -> {
          try (var x = backend.floats(normals(1, length));
              var y = garbage(backend, length)) {
            backend.permute(op, x, y);
            return backend.toFloats(y);
          }
        });
  }

  static Stream<Slice> slices() {
    return Stream.of(
        Slice.along(Shape.of(7), 0, 2, 3),
        Slice.along(Shape.of(5, 6, 7), 1, 0, 6),
        Slice.along(Shape.of(5, 6, 7), 2, 3, 1),
        Slice.along(Shape.of(5, 6, 7), 2, 3, 3),
        Slice.along(Shape.of(5, 6, 7), 0, 4, 1),
        Slice.along(Shape.of(50, 20, 70), 2, 3, 65),
        Slice.along(Shape.of(50, 200, 6), 1, 3, 150),
        new Slice(Shape.of(9, 8, 7, 6), Shape.of(1, 2, 3, 4), Shape.of(5, 6, 1, 2)),
        new Slice(Shape.of(9, 8, 7, 6), Shape.of(0, 2, 0, 0), Shape.of(9, 5, 7, 6)),
        new Slice(Shape.of(4, 4), Shape.of(3, 3), Shape.of(1, 1)));
  }

  @ParameterizedTest
  @MethodSource("slices")
  void sliceAndInsert(Slice op) {
    assertAgree(
        op.toString(),
        0,
        0,
        backend -> {
          try (var whole = backend.floats(normals(2, op.whole().elements()));
              var part = garbage(backend, op.part().elements());
              var other = backend.floats(normals(3, op.part().elements()))) {
            backend.slice(op, whole, part);
            backend.insert(op, other, whole);
            return join(backend, part, whole);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void concat(int axis) {
    var shapes = Stream.of(1, 3, 17, 65).map(size -> Shape.of(6, 5, 4).with(axis, size)).toList();
    var op = new Concat(axis, shapes);
    assertAgree(
        op.toString(),
        0,
        0,
        backend -> {
          var inputs =
              shapes.stream().map(shape -> backend.floats(normals(4, shape.elements()))).toList();
          try (var y = garbage(backend, op.output().elements())) {
            backend.concat(op, inputs, y);
            return backend.toFloats(y);
          } finally {
            inputs.forEach(Buffer::close);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void resize2d(Resize2d.Mode mode) {
    for (boolean align : new boolean[] {false, true}) {
      for (int channels : new int[] {1, 3, 16, 17, 65}) {
        for (var size : List.of(Shape.of(7, 9), Shape.of(14, 4), Shape.of(1, 1), Shape.of(3, 20))) {
          var op = new Resize2d(mode, 2, 7, 5, size.size(0), size.size(1), channels, align);
          assertAgree(op.toString(), 1e-6, 1, backend -> resize(backend, op));
        }
      }
    }
    var large = new Resize2d(mode, 2, 60, 50, 100, 120, 6, false);
    assertAgree(large.toString(), 1e-6, 2, backend -> resize(backend, large));
    var tall = new Resize2d(mode, 1, 300, 40, 150, 80, 17, true);
    assertAgree(tall.toString(), 1e-6, 2, backend -> resize(backend, tall));
  }

  private static float[] resize(Backend backend, Resize2d op) {
    long outputs = op.output().elements();
    try (var x = backend.floats(normals(5, op.input().elements()));
        var y = garbage(backend, outputs);
        var dy = backend.floats(normals(6, outputs));
        var dx = garbage(backend, op.input().elements())) {
      backend.resize2d(op, x, y);
      backend.resize2dGradient(op, dy, dx);
      return join(backend, y, dx);
    }
  }

  @Test
  void gather() {
    for (int inner : new int[] {1, 3, 16, 17, 65, 600}) {
      for (var op : List.of(new Gather(3, 11, inner, 40), new Gather(1, 5, inner, 200))) {
        int[] indices = new Random(7).ints(op.count(), 0, op.size()).toArray();
        indices[1] = -1; // these do not exist
        indices[2] = op.size();
        assertAgree(
            op.toString(),
            1e-6,
            5,
            backend -> {
              try (var x = backend.floats(normals(8, op.inputLength()));
                  var index = backend.ints(indices);
                  var y = garbage(backend, op.outputLength());
                  var dy = backend.floats(normals(9, op.outputLength()));
                  var dx = garbage(backend, op.inputLength())) {
                backend.gather(op, x, index, y);
                backend.gatherGradient(op, dy, index, dx);
                return join(backend, y, dx);
              }
            });
      }
    }
  }
}
