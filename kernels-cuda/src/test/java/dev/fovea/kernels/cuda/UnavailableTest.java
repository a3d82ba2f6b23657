package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.BackendUnavailableException;
import dev.fovea.backend.Backends;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a device can't be used, in one sentence, from the provider and from opening the backend. */
@NeedsEmulation
class UnavailableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DRIVER|12040|the NVIDIA driver is too old: it knows CUDA 12.4, the kernels need 13.0;"
            + " update the driver",
        "DRIVER|0|no NVIDIA driver: cudaErrorInsufficientDriver (35): CUDA driver version is"
            + " insufficient for CUDA runtime version; install one for CUDA 13.0 or newer",
        "DEVICES|0|the driver finds no GPU: cudaErrorNoDevice (100): no CUDA-capable device is"
            + " detected; see what nvidia-smi lists, and whether CUDA_VISIBLE_DEVICES hides it",
        "CAPABILITY|75|emulated on the CPU is too old: compute capability=7.5, needed=8.0",
      })
  void saysInOneSentenceWhyItDoesNotOpen(String what, int value, String sentence) {
    try (var _ = new Trouble(what, value)) {
      assertEquals(sentence, new CudaBackendProvider().unavailable().orElseThrow());
      var refusal =
          assertThrows(
              BackendUnavailableException.class,
              () -> Backends.open("cuda-emulated", BackendOptions.defaults()));
      assertEquals("cuda-emulated: " + sentence, refusal.getMessage());
    }
    NeedsEmulation.Emulation.open().close();
  }
}
