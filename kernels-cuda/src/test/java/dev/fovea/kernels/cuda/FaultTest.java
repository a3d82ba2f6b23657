package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Unary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of a kernel that fails while it runs: the launch itself has gone well. */
@NeedsEmulation
class FaultTest {
  private static final String SYNCHRONOUS = "fovea.cuda.sync";
  private static final Unary FIRST = Unary.of(Unary.Kind.RELU, 2);
  private static final Unary SECOND = Unary.of(Unary.Kind.TANH, 2);
  private static final String FAULT =
      " failed: cudaErrorLaunchFailure (719): unspecified launch failure";
  private static final String WHOSE =
      "; an operation before this one may have left it: -Dfovea.cuda.sync=true says which";

  private final Backend backend;
  private final Buffer x;
  private final Buffer y;

  FaultTest() {
    System.setProperty(SYNCHRONOUS, "true");
    try {
      backend = NeedsEmulation.Emulation.open();
    } finally {
      System.clearProperty(SYNCHRONOUS);
    }
    x = backend.floats(1, -2);
    y = backend.allocate(DataType.FLOAT32, 2);
  }

  @AfterEach
  void close() {
    x.close();
    y.close();
    backend.close();
  }

  private static String message(Runnable calls) {
    return assertThrows(FoveaException.class, calls::run).getMessage();
  }

  @Test
  void synchronousCallsAreReportedWhereTheyFail() {
    try (var _ = new Trouble("FAULT", 2)) {
      backend.unary(FIRST, x, y);
      assertEquals("cuda: unary " + SECOND + FAULT, message(() -> backend.unary(SECOND, x, y)));
    }
  }

  @Test
  void otherCallsAreReportedByTheNextThatWaits() {
    try (var asynchronous = NeedsEmulation.Emulation.open();
        var a = asynchronous.floats(1, -2);
        var _ = new Trouble("FAULT", 1)) {
      asynchronous.unary(FIRST, a, a);
      assertEquals(
          "cuda: waiting for the device" + FAULT + WHOSE, message(asynchronous::synchronize));
      assertEquals(
          "cuda: unary " + SECOND + FAULT + WHOSE, message(() -> asynchronous.unary(SECOND, a, a)));
      assertEquals(
          "cuda: waiting for an event" + FAULT + WHOSE, message(() -> asynchronous.toFloats(a)));
    }
  }

  /** A graph hides which of its kernels failed. */
  @Test
  void repeatedCallsAreReported() {
    try (var asynchronous = NeedsEmulation.Emulation.open();
        var a = asynchronous.floats(1, -2)) {
      Runnable step =
          () -> {
            for (int i = 0; i < 4; i++) {
              asynchronous.unary(FIRST, a, a);
            }
          };
      for (int i = 0; i < 4; i++) {
        asynchronous.repeat("step", step);
      }
      try (var _ = new Trouble("FAULT", 3)) {
        asynchronous.repeat("step", step);
        assertEquals(
            "cuda: waiting for the device" + FAULT + WHOSE, message(asynchronous::synchronize));
      }
    }
  }

  /** The next kernel would fail, and none is launched. */
  @Test
  void wrongOperandsAreRefusedBeforeALaunch() {
    try (var _ = new Trouble("FAULT", 1);
        var small = backend.allocate(DataType.FLOAT32, 1);
        var other = NeedsEmulation.Emulation.open();
        var foreign = other.allocate(DataType.FLOAT32, 2)) {
      assertEquals(
          "relu: buffer too short: x=1 elements, needed=2",
          assertThrows(ShapeException.class, () -> backend.unary(FIRST, small, y)).getMessage());
      assertEquals(
          "relu: buffer of another backend: x is on cuda-emulated, this is cuda-emulated",
          assertThrows(ShapeException.class, () -> backend.unary(FIRST, foreign, y)).getMessage());
      backend.synchronize();
    }
    backend.unary(FIRST, x, y);
    assertArrayEquals(new float[] {1, 0}, backend.toFloats(y));
  }
}
