package dev.fovea.kernels.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingKernelsTest {
  private static final String NO_DEVICE =
      "no NVIDIA device (/dev/nvidiactl) is here, and this build has no GPU kernels: to build them"
          + " for another machine, ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|true|run ./fovea pack-gpu",
        "false|true|install nvcc (CUDA toolkit, 12.4 or newer), then run ./fovea pack-gpu",
        "true|false|install g++ (12 or newer), then run ./fovea pack-gpu",
        "false|false|install nvcc (CUDA toolkit, 12.4 or newer) and g++ (12 or newer), then run"
            + " ./fovea pack-gpu",
      })
  void withoutADeviceTheKernelsAreForAnotherMachine(
      boolean nvcc, boolean hostCompiler, String remedy) {
    assertEquals(NO_DEVICE + remedy, new MissingKernels(false, nvcc, hostCompiler).sentence());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|true|run mvn package",
        "false|true|install nvcc (CUDA toolkit, 12.4 or newer), then run mvn package",
        "true|false|install g++ (12 or newer), then run mvn package",
      })
  void withADeviceTheyAreMissedHere(boolean nvcc, boolean hostCompiler, String remedy) {
    assertEquals(
        "this build has no GPU kernels: " + remedy,
        new MissingKernels(true, nvcc, hostCompiler).sentence());
  }
}
