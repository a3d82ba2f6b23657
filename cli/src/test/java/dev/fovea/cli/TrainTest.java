package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.cli.plots.Fonts;
import dev.fovea.engine.train.Recipe;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains for an instant on a few pictures. */
final class TrainTest {
  private static final String NUMBER = "-?\\d+(\\.\\d+)?(E-?\\d+)?";

  @TempDir Path folder;

  @Test
  void jsonIsOneObjectPerEpochAndALastOne() {
    var result = train("--epochs", "2", "--json", "--threads", "1");
    assertEquals("", result.err());
    assertEquals(0, result.status());
    var lines = result.out().lines().toList();
    assertEquals(3, lines.size(), result.out());
    for (int epoch = 1; epoch <= 2; epoch++) {
      assertMatches(
          "\\{\"epoch\":%d,\"trainLoss\":N,\"testAccuracy\":N,\"imagesPerSecond\":N\\}"
              .formatted(epoch),
          lines.get(epoch - 1));
    }
    assertMatches(
        "\\{\"final\":true,\"testAccuracy\":N,\"imagesPerSecond\":N,\"weightsSha256\":\"[0-9a-f]{64}\","
            + "\"backend\":\"java\",\"threads\":1\\}",
        lines.getLast());
  }

  @Test
  void theFolderHoldsModelCheckpointAndPictures() throws IOException {
    var result = train("--epochs", "1");
    assertEquals(0, result.status(), result.err());
    var expected = new TreeSet<>(Set.of("lenet.safetensors", "checkpoint.safetensors"));
    if (Fonts.missing().isEmpty()) {
      expected.addAll(Set.of("curve.svg", "curve.png", "confusion.png"));
    }
    try (var files = Files.list(folder)) {
      var names = new TreeSet<String>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      assertEquals(expected, names);
    }
    for (var name : expected) {
      assertTrue(result.out().contains(folder.resolve(name).toString()), result.out());
    }
  }

  @Test
  void withoutATerminalThereIsALinePerEpochAndATable() {
    var out = train("--epochs", "2").out();
    assertTrue(out.contains("LeNet-5, 61,706 parameters, on digits: 40 training"), out);
    for (int epoch = 1; epoch <= 2; epoch++) {
      var begin = "epoch " + epoch + "/2  loss ";
      assertEquals(1, out.lines().filter(line -> line.startsWith(begin)).count(), out);
    }
    assertTrue(out.matches("(?s).*\nclass +pictures +right +precision +recall\n.*"), out);
    assertTrue(out.indexOf('\r') < 0 && out.indexOf('\u001b') < 0, "no control characters");
  }

  @Test
  void resumedTrainingEndsWithTheSameWeights() {
    var whole = train("--epochs", "2", "--json").out().lines().toList();
    var again = folder.resolve("again");
    stopAfterFirstEpoch(again);
    var resumed =
        CommandResult.of(
            "train", "lenet", "--limit", "40", "--json", "--resume", "--out", again.toString());
    assertEquals("", resumed.err());
    var rest = resumed.out().lines().toList();
    assertEquals(2, rest.size(), resumed.out());
    assertTrue(rest.getFirst().startsWith("{\"epoch\":2,"), rest.getFirst());
    assertEquals(digest(whole.getLast()), digest(rest.getLast()));
  }

  /** Ends training as soon as the first epoch is reported, when its checkpoint is written. */
  private static void stopAfterFirstEpoch(Path out) {
    var broken =
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            throw new IllegalStateException("nobody listens");
          }
        };
    var terminal = new Terminal(broken, new PrintStream(OutputStream.nullOutputStream()), false);
    int status =
        Main.run(
            terminal,
            "train",
            "lenet",
            "--limit",
            "40",
            "--epochs",
            "2",
            "--json",
            "--out",
            out.toString());
    assertEquals(Failure.FAULT, status);
  }

  @Test
  void theSameSeedGivesTheSameWeightsOnAnyNumberOfThreads() {
    var one = train("--epochs", "1", "--json", "--threads", "1").out();
    var two = train("--epochs", "1", "--json", "--threads", "2").out();
    assertEquals(digest(one), digest(two));
  }

  @Test
  void helpStatesTheDefaults() {
    var help = CommandResult.of("train", "--help").out();
    assertTrue(help.contains("(" + Recipe.DEFAULT.epochs() + ")"), help);
    assertTrue(help.contains("(" + Recipe.DEFAULT.batchSize() + ")"), help);
    assertTrue(help.contains("(" + Recipe.DEFAULT.learningRate() + ")"), help);
    assertTrue(help.contains("(" + Recipe.DEFAULT.seed() + ")"), help);
  }

  private CommandResult train(String... options) {
    var arguments = new ArrayList<>(List.of("train", "lenet", "--limit", "40"));
    arguments.addAll(List.of("--out", folder.toString()));
    arguments.addAll(List.of(options));
    return CommandResult.of(arguments.toArray(String[]::new));
  }

  private static String digest(String json) {
    var matcher = Pattern.compile("\"weightsSha256\":\"([0-9a-f]+)\"").matcher(json);
    assertTrue(matcher.find(), json);
    return matcher.group(1);
  }

  private static void assertMatches(String pattern, String line) {
    assertTrue(line.matches(pattern.replace(":N", ":" + NUMBER)), line);
  }
}
