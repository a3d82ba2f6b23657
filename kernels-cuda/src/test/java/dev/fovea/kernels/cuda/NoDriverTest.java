package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.BackendProvider;
import dev.fovea.backend.BackendUnavailableException;
import dev.fovea.backend.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What the shipped backend says where there is no GPU. */
@DisabledIfSystemProperty(
    named = "fovea.cuda.emulated",
    matches = ".*",
    disabledReason = "runs without the emulation, in the execution no-driver of kernels-cuda")
class NoDriverTest {
  private static void assumeNoDevice() {
    assumeTrue(Files.notExists(Path.of("/dev/nvidiactl")), "there is an NVIDIA device");
  }

  private static String sentence() {
    return new CudaBackendProvider().unavailable().orElseThrow();
  }

  @Test
  void saysInOneSentenceWhyItDoesNotOpen() {
    assumeNoDevice();
    var sentence = sentence();
    assertTrue(
        sentence.contains("cudaErrorInsufficientDriver (35)")
            || sentence.contains("cudaErrorNoDevice (100)")
            || sentence.startsWith(
                "no NVIDIA device (/dev/nvidiactl) is here, and this build has no GPU kernels: "),
        sentence);
    assertFalse(sentence.contains("\n"), sentence);
  }

  @Test
  void openingItByNameGivesTheSentence() {
    assumeNoDevice();
    var refusal =
        assertThrows(
            BackendUnavailableException.class,
            () -> Backends.open("cuda", BackendOptions.defaults()));
    assertEquals("cuda: " + sentence(), refusal.getMessage());
  }

  @Test
  void everythingElseWorks() {
    assumeNoDevice();
    try (var backend = Backends.open()) {
      assertEquals("reference", backend.name());
    }
  }

  @Test
  void theEmulationIsNobodysDefault() {
    assertEquals(
        List.of("cuda", "reference"),
        Backends.providers().stream().map(BackendProvider::name).toList());
  }
}
