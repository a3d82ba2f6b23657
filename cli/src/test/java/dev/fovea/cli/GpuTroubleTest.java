package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the commands say of a GPU that can't be used, on the emulated one, whose environment says
 * what is wrong with it ({@code native/emulation/settings.h}).
 */
@EnabledIf(value = "emulated", disabledReason = "the emulation was not built: no g++ on the PATH")
final class GpuTroubleTest {
  private static final Path EMULATION = Path.of("..", "kernels-cuda", "target", "emulated");

  static boolean emulated() {
    return Files.exists(EMULATION.resolve("libjnifovea_kernels.so"));
  }

  /** Runs a command in a process of its own; {@code variable} is one of its environment. */
  private static CommandResult run(String variable, String value, String... arguments)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfovea.cuda.emulated=" + EMULATION,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put(variable, value);
    var errors = Files.createTempFile("fovea", ".txt");
    try {
      var process = builder.redirectError(errors.toFile()).start();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new CommandResult(process.waitFor(), out, Files.readString(errors));
    } finally {
      Files.delete(errors);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FOVEA_EMULATED_DRIVER|12040|the NVIDIA driver is too old: it knows CUDA 12.4, the kernels"
            + " need 13.0; update the driver",
        "FOVEA_EMULATED_CAPABILITY|75|emulated on the CPU is too old: compute capability=7.5,"
            + " needed=8.0",
        "FOVEA_EMULATED_LIBRARY|99|its library is of another version: library=99, jar=[0-9]+; take"
            + " both from one build",
      })
  void doctorAndOpeningSayWhatIsWrong(String variable, String value, String pattern)
      throws IOException, InterruptedException {
    var doctor = run(variable, value, "doctor");
    assertTrue(
        doctor.out().lines().anyMatch(line -> line.matches(".*does not open: .*" + pattern)),
        doctor.out());
    assertEquals(0, doctor.status(), "the CPU does the work");

    var check = run(variable, value, "check", "--backend", "cuda-emulated", "--case", "gemm:0");
    assertTrue(
        check.err().lines().anyMatch(line -> line.matches("fovea: cuda-emulated: .*" + pattern)),
        check.err());
    assertEquals("", check.out());
    assertEquals(2, check.status());
  }

  /** The names of kernel and shape reach the user. */
  @Test
  void aKernelThatFailsIsNamed() throws IOException, InterruptedException {
    var check =
        run(
            "FOVEA_EMULATED_FAULT",
            "1",
            "check",
            "--backend",
            "cuda-emulated",
            "--case",
            "unary:0");
    assertTrue(check.out().contains("cudaErrorLaunchFailure (719)"), check.out() + check.err());
  }
}
