package dev.fovea.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./fovea} says where tools are missing. */
class LauncherTest {
  private static final String NVCC = "nvcc on the PATH: install the CUDA toolkit, 12.4 or newer";
  private static final String HOST_COMPILER = "g++: install it (Debian: apt-get install g++)";
  private static final String PACKER = "xz: install it (Debian: apt-get install xz-utils)";

  /** All that is on the PATH, as links. */
  @TempDir private Path path;

  private void link(String tool) throws IOException {
    for (var folder : System.getenv("PATH").split(":")) {
      var file = Path.of(folder, tool);
      if (Files.isExecutable(file)) {
        Files.createSymbolicLink(path.resolve(tool), file);
        return;
      }
    }
    throw new IOException("not on the PATH: " + tool);
  }

  /** The tool is found, never run, or what to say of it is added. */
  private void find(String tool, boolean there, String remedy, List<String> missing)
      throws IOException {
    if (there) {
      Files.createSymbolicLink(path.resolve(tool), path.resolve("bash"));
    } else {
      missing.add(remedy);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, true, true",
    "true, false, true",
    "true, true, false",
    "false, false, true",
    "false, false, false"
  })
  void packingNamesTheToolsThatAreMissing(boolean nvcc, boolean hostCompiler, boolean xz)
      throws IOException, InterruptedException {
    for (var tool : new String[] {"bash", "dirname", "readlink"}) {
      link(tool);
    }
    var missing = new ArrayList<String>();
    find("nvcc", nvcc, NVCC, missing);
    find("g++", hostCompiler, HOST_COMPILER, missing);
    find("xz", xz, PACKER, missing);
    var builder = new ProcessBuilder("../fovea", "pack-gpu").redirectErrorStream(true);
    builder.environment().put("PATH", path.toString());
    builder.environment().put("FOVEA_JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "the launcher hangs");
    assertEquals(
        "fovea: packing GPU kernels needs " + String.join("; and ", missing) + "\n", printed);
    assertEquals(2, process.exitValue());
  }
}
