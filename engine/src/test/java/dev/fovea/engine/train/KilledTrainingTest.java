package dev.fovea.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in a process of its own that is killed at random moments, and resumed each time. */
class KilledTrainingTest {
  private static final Recipe RECIPE = TinyTask.RECIPE.withEpochs(150);
  private static final int KILLS = 3;

  @TempDir private Path folder;

  /** The other process: goes on where the checkpoint ends, if there is one. */
  public static void main(String[] arguments) {
    System.out.println(train(Path.of(arguments[0])));
  }

  private static String train(Path checkpoint) {
    try (var backend = Backends.open("reference", BackendOptions.defaults());
        var trainer = new Trainer(backend, TinyTask.MODEL, TinyTask.data(), RECIPE)) {
      if (Files.exists(checkpoint)) {
        trainer.resume(checkpoint);
      }
      return trainer.run(checkpoint, TrainingListener.NONE).weightsSha256();
    }
  }

  @Test
  void givesTheSameBitsAsOneThatWasNot() throws Exception {
    var checkpoint = folder.resolve("checkpoint.safetensors");
    var random = new Random(11);
    int before = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      var process = start(checkpoint);
      int goal = before + 1 + random.nextInt(30);
      while (process.isAlive() && epochs(checkpoint) < goal) {
        Thread.sleep(random.nextInt(5));
      }
      process.destroyForcibly().waitFor();
      before = epochs(checkpoint);
      assertTrue(before >= goal && before < RECIPE.epochs(), "epochs=" + before);
    }
    var last = start(checkpoint);
    var output = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertTrue(last.waitFor(60, TimeUnit.SECONDS));
    assertEquals(train(folder.resolve("other.safetensors")), output);
  }

  /** At any moment there is no checkpoint or a whole one. */
  private static int epochs(Path checkpoint) {
    return Files.exists(checkpoint) ? Checkpoint.read(checkpoint).history().size() : 0;
  }

  /** As this process was started: modules, with the tests patched in. */
  private static Process start(Path checkpoint) throws IOException, URISyntaxException {
    var name = KilledTrainingTest.class.getName();
    var file = Path.of(KilledTrainingTest.class.getResource("KilledTrainingTest.class").toURI());
    var tests = file;
    for (int i = 0; i < name.split("\\.").length; i++) {
      tests = tests.getParent();
    }
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "--module-path",
            System.getProperty("jdk.module.path"),
            "--patch-module",
            "dev.fovea.engine=" + tests,
            "--module",
            "dev.fovea.engine/" + name,
            checkpoint.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
