package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.SgdSteps;
import dev.fovea.backend.op.Unary;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repeated calls do what calls do, whether they become graphs or not. */
@NeedsEmulation
class RepetitionTest {
  private static final int ROUNDS = 8;

  private CudaBackend backend;
  private Buffer x;

  @BeforeEach
  void open() {
    backend = opened();
    x = backend.floats(1);
  }

  private static CudaBackend opened() {
    return (CudaBackend) new CudaBackendProvider().open(BackendOptions.defaults());
  }

  @AfterEach
  void close() {
    x.close();
    backend.close();
  }

  private void affine(float factor, float addend) {
    backend.unary(new Unary(Unary.Kind.AFFINE, 1, factor, addend), x, x);
  }

  private void repeat(IntConsumer step) {
    for (int round = 0; round < ROUNDS; round++) {
      int number = round;
      backend.repeat("step", () -> step.accept(number));
    }
  }

  private float value() {
    return backend.toFloats(x)[0];
  }

  @Test
  void equalStepsBecomeOneGraph() {
    repeat(
        _ -> {
          affine(2, 0);
          affine(1, 1);
          affine(1, -1);
        });
    assertEquals(1 << ROUNDS, value());
    assertEquals(1, backend.calls().graphs());
  }

  @Test
  void valuesThatChangeStayRight() {
    float expected = 1;
    for (int round = 0; round < ROUNDS; round++) {
      expected = (expected + 1 + 1 + 1) * (1 + round) + 1 + 1 + 1;
    }
    repeat(
        round -> {
          affine(1, 1);
          affine(1, 1);
          affine(1, 1);
          affine(1 + round, 0); // as a learning rate would
          affine(1, 1);
          affine(1, 1);
          affine(1, 1);
        });
    assertEquals(expected, value());
    assertEquals(2, backend.calls().graphs());
  }

  @Test
  void randomStatesThatChangeStayRight() {
    int length = 64;
    var half = new Dropout(length, 0.5f);
    var ones = new float[length];
    Arrays.fill(ones, 1);
    var random = RandomState.of(7);
    try (var from = backend.floats(ones);
        var to = backend.allocate(DataType.FLOAT32, length)) {
      for (int round = 0; round < ROUNDS; round++) {
        var state = random;
        backend.repeat("dropout", () -> backend.dropout(half, state, from, to));
        var repeated = backend.toFloats(to);
        backend.dropout(half, state, from, to);
        assertArrayEquals(backend.toFloats(to), repeated, "round " + round);
        random = random.advance(length);
      }
    }
  }

  /** What comes before an optimiser's step is one graph, though the step is another each time. */
  @Test
  void optimiserStepsThatChangeStayRight() {
    try (var first = backend.floats(1, -2, 3);
        var second = backend.floats(4);
        var firstGradient = backend.floats(0.5f, 0.25f, -1);
        var secondGradient = backend.floats(2);
        var firstVelocity = backend.floats(0, 0, 0);
        var secondVelocity = backend.floats(0)) {
      var expected = new float[] {1, -2, 3, 4};
      var velocity = new float[4];
      var gradient = new float[] {0.5f, 0.25f, -1, 2};
      repeat(
          round -> {
            affine(1, 1);
            affine(1, 1);
            affine(1, 1);
            float rate = 1f / (1 << round); // exact
            backend.sgdSteps(
                new SgdSteps(
                    List.of(
                        new SgdStep(3, rate, 0.5f, false, 0),
                        new SgdStep(1, rate / 2, 0.5f, false, 0))),
                List.of(first, second),
                List.of(firstGradient, secondGradient),
                List.of(firstVelocity, secondVelocity));
            for (int i = 0; i < 4; i++) {
              velocity[i] = 0.5f * velocity[i] + gradient[i];
              expected[i] -= (i < 3 ? rate : rate / 2) * velocity[i];
            }
          });
      assertArrayEquals(Arrays.copyOf(expected, 3), backend.toFloats(first));
      assertArrayEquals(Arrays.copyOfRange(expected, 3, 4), backend.toFloats(second));
      assertEquals(1 + 3 * ROUNDS, value());
      assertEquals(1, backend.calls().graphs());
    }
  }

  /** A step that doesn't change is part of the graph. */
  @Test
  void optimiserStepsThatStayAreRepeated() {
    try (var w = backend.floats(0);
        var gradient = backend.floats(1)) {
      var op = new SgdSteps(List.of(new SgdStep(1, 1, 0, false, 0)));
      repeat(
          _ -> {
            affine(1, 1);
            affine(1, 1);
            backend.sgdSteps(op, List.of(w), List.of(gradient), List.of());
          });
      assertArrayEquals(new float[] {-ROUNDS}, backend.toFloats(w));
      assertEquals(1, backend.calls().graphs());
    }
  }

  @Test
  void stepsOfAnotherLengthStayRight() {
    repeat(
        round -> {
          for (int i = 0; i <= round % 3 + 2; i++) {
            affine(1, 1);
          }
        });
    float expected = 1;
    for (int round = 0; round < ROUNDS; round++) {
      expected += round % 3 + 3;
    }
    assertEquals(expected, value());
  }

  @Test
  void otherBuffersStayRight() {
    var copy = new Unary(Unary.Kind.AFFINE, 1, 1, 1);
    repeat(
        _ -> {
          try (var first = backend.allocate(DataType.FLOAT32, 1);
              var second = backend.allocate(DataType.FLOAT32, 1)) {
            backend.unary(copy, x, first);
            backend.unary(copy, first, second);
            backend.unary(copy, second, x);
          }
        });
    assertEquals(1 + 3 * ROUNDS, value());
    assertEquals(1, backend.calls().graphs(), "the pool gives the same blocks");
  }

  @Test
  void valuesReadWithinAStepAreThoseOfTheCallsBefore() {
    var seen = new float[ROUNDS];
    var expected = new float[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      expected[round] = 1 + 6 * round + 3;
    }
    repeat(
        round -> {
          affine(1, 1);
          affine(1, 1);
          affine(1, 1);
          seen[round] = value();
          affine(1, 1);
          affine(1, 1);
          affine(1, 1);
        });
    assertArrayEquals(expected, seen);
    assertEquals(2, backend.calls().graphs());
  }

  @Test
  void memoryGivenBackWithinAStepIsUsedFirst() {
    var copy = new Unary(Unary.Kind.AFFINE, 1, 1, 1);
    repeat(
        _ -> {
          try (var other = backend.allocate(DataType.FLOAT32, 1)) {
            backend.unary(copy, x, other);
            backend.unary(copy, other, other);
            backend.unary(copy, other, x);
          }
          backend.trim();
        });
    assertEquals(1 + 3 * ROUNDS, value());
  }

  @Test
  void aStepThatFailsHasDoneWhatWasCalled() {
    Runnable step =
        () -> {
          affine(1, 1);
          affine(1, 1);
          affine(1, 1);
        };
    backend.repeat("step", step);
    try {
      backend.repeat(
          "step",
          () -> {
            step.run();
            throw new IllegalStateException("as a listener might");
          });
    } catch (IllegalStateException e) {
      assertEquals("as a listener might", e.getMessage());
    }
    assertEquals(7, value());
  }

  @Test
  void repetitionsWithinRepetitionsAreOne() {
    repeat(_ -> backend.repeat("inner", () -> affine(2, 0)));
    assertEquals(1 << ROUNDS, value());
  }

  @Test
  void onlyTheLatestKeysAreKept() {
    for (int round = 0; round < 4; round++) {
      for (int key = 0; key < 40; key++) {
        backend.repeat(
            key,
            () -> {
              affine(1, 1);
              affine(1, 1);
              affine(1, -1);
            });
      }
    }
    assertEquals(1 + 4 * 40, value());
    assertEquals(0, backend.calls().graphs(), "each key was forgotten before it came again");
  }

  /** Two backends side by side keep their graphs apart. */
  @Test
  void backendsDoNotMix() {
    try (Backend other = opened();
        var y = other.floats(5)) {
      var add = new Unary(Unary.Kind.AFFINE, 1, 1, 1);
      for (int round = 0; round < ROUNDS; round++) {
        backend.repeat("step", () -> affine(1, 1));
        other.repeat("step", () -> other.unary(add, y, y));
      }
      assertEquals(1 + ROUNDS, value());
      assertEquals(5 + ROUNDS, other.toFloats(y)[0]);
    }
  }
}
