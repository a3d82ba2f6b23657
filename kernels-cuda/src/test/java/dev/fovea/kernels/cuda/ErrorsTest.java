package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.cuda.runtime.CudaStatus;
import org.junit.jupiter.api.Test;

@NeedsEmulation
class ErrorsTest {
  private static final Unary RELU = Unary.of(Unary.Kind.RELU, 2);

  @Test
  void aStatusNamesKernelAndShape() {
    var failure = assertThrows(FoveaException.class, () -> CudaStatus.check(1, "unary", RELU));
    var message = failure.getMessage();
    assertTrue(
        message.startsWith("cuda: unary " + RELU + " failed: cudaErrorInvalidValue (1): "),
        message);
  }

  /** A launcher that fails, as a kernel does on a real device. */
  @Test
  void aLaunchThatFailsNamesItsKernel() {
    try (var backend = (CudaBackend) new CudaBackendProvider().open(BackendOptions.defaults());
        var x = backend.floats(1, 2)) {
      var failure =
          assertThrows(FoveaException.class, () -> backend.launch("unary", RELU, stream -> 700, x));
      assertTrue(
          failure.getMessage().contains("unary " + RELU + " failed: ")
              && failure.getMessage().contains("(700)"),
          failure::getMessage);
    }
  }

  @Test
  void buffersOfAnotherBackendAreRefused() {
    try (var backend = NeedsEmulation.Emulation.open();
        var reference = Backends.open("reference", BackendOptions.defaults());
        var foreign = reference.floats(1, 2);
        var y = backend.floats(0, 0)) {
      var refusal = assertThrows(ShapeException.class, () -> backend.unary(RELU, foreign, y));
      assertEquals(
          "relu: buffer of another backend: x is on reference, this is cuda-emulated",
          refusal.getMessage());
    }
  }
}
