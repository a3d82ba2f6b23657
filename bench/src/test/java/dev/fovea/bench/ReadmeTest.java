package dev.fovea.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README is true: its example compiles, runs and prints what it says. */
class ReadmeTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(.*?)```.*?```\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void theEmbeddingExampleRuns() throws IOException, InterruptedException {
    var readme = EXAMPLE.matcher(Files.readString(Path.of("../README.md")));
    assertTrue(readme.find(), "no example in the README");
    var source = Files.writeString(folder.resolve("Embed.java"), readme.group(1));
    var output = folder.resolve("output");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                "../backend/target/classes:../kernels-java/target/classes",
                "--add-modules",
                "dev.fovea.kernels.java",
                source.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "the example hangs");
    var printed =
        Files.readString(output)
            .replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
    assertEquals(readme.group(2), printed);
    assertEquals(0, process.exitValue());
  }
}
