package dev.fovea.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.DataType;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device buffer that is never closed is reported, with the place that allocated it. */
@NeedsEmulation
class LeakTest {
  /** Leaves a buffer open; a program of its own, so that its log can be read. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      try (var backend = NeedsEmulation.Emulation.open()) {
        backend.allocate(DataType.FLOAT32, 16);
      }
    }
  }

  /** What the program logs. */
  private static String log(String... flags) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dfovea.cuda.emulated=" + System.getProperty("fovea.cuda.emulated"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            "target/test-classes",
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path")));
    command.add(Program.class.getName());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), log);
    return log;
  }

  @Test
  void saysThatThereIsOneAndHowToFindIt() throws IOException, InterruptedException {
    var log = log();
    assertTrue(
        log.contains(
            "leak: never closed: buffers=1, bytes=64;"
                + " -Dfovea.leaks=true says where they were allocated"),
        log);
  }

  @Test
  void saysWhereItWasAllocated() throws IOException, InterruptedException {
    var log = log("-Dfovea.leaks=true");
    assertTrue(log.contains("leak: never closed: buffers=1, bytes=64\n"), log);
    assertTrue(log.contains("LeakTest$Program.main(LeakTest.java:"), log);
  }
}
