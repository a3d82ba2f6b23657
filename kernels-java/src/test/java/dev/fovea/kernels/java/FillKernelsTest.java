package dev.fovea.kernels.java;

import static dev.fovea.kernels.java.Comparison.LARGE;
import static dev.fovea.kernels.java.Comparison.assertAgree;
import static dev.fovea.kernels.java.Comparison.garbage;
import static dev.fovea.kernels.java.Comparison.normals;

import dev.fovea.backend.Backend;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FillKernelsTest {
  private static final RandomState RANDOM = new RandomState(-3, 17);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 63, 64, 65, 129, LARGE})
  void fillGivesTheSameNumbersOnEveryBackend(int length) {
    for (var op :
        new Fill[] {
          Fill.constant(length, 1.5f),
          Fill.uniform(length, -0.1f, 3.3f),
          Fill.normal(length, 0.5f, 2)
        }) {
      assertAgree(op.toString(), 0, 0, backend -> fill(backend, op));
    }
  }

  /** A buffer longer than what is filled keeps its end. */
  private static float[] fill(Backend backend, Fill op) {
    try (var y = garbage(backend, op.length() + 20)) {
      backend.fill(op, RANDOM, y);
      return backend.toFloats(y);
    }
  }

  @Test
  void copyMovesARange() {
    assertAgree(
        "copy",
        0,
        0,
        backend -> {
          try (var source = backend.floats(normals(1, LARGE));
              var target = garbage(backend, LARGE)) {
            backend.copy(source, 5, target, 2, LARGE - 9);
            backend.copy(target, 10, target, 110, 100);
            return backend.toFloats(target);
          }
        });
  }
}
