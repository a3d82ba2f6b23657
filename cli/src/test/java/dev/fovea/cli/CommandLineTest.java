package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, version and arguments that don't parse. */
final class CommandLineTest {
  @Test
  void helpNamesEveryCommand() {
    var result = CommandResult.of("--help");
    assertEquals(0, result.status());
    for (var command : new String[] {"train", "predict", "summary", "doctor", "check"}) {
      assertTrue(result.out().contains("\n  " + command + " "), command);
    }
    assertEquals("", result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "predict", "summary", "doctor", "check"})
  void everyCommandHasHelp(String command) {
    var result = CommandResult.of(command, "--help");
    assertEquals(0, result.status());
    assertTrue(result.out().contains("Usage: fovea " + command), result.out());
    assertTrue(result.out().contains("--debug"), result.out());
  }

  @Test
  void versionNamesFoveaAndJava() {
    var lines = CommandResult.of("--version").out().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().startsWith("fovea "), lines.getFirst());
    assertEquals("Java " + Runtime.version(), lines.getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "''|a command is missing; see 'fovea --help'",
        "trian|unknown command: trian; did you mean train?; see 'fovea --help'",
        "train lenet --epoch 3|unknown option: --epoch; did you mean --epochs?; see"
            + " 'fovea train --help'",
        "train lenet --epochs many|invalid value for option '--epochs': 'many' is not an int; see"
            + " 'fovea train --help'",
        "doctor now|unexpected argument: now; see 'fovea doctor --help'",
        "train|missing required parameter: 'MODEL'; see 'fovea train --help'",
        "predict --model m|missing required option: '--image=FILE'; see 'fovea predict --help'",
        "check --fuzz|missing required parameter for option '--fuzz' (N); see 'fovea check --help'",
      })
  void aWrongArgumentIsOneSentence(String arguments, String sentence) {
    var words = arguments.equals("''") ? new String[0] : arguments.split(" ");
    CommandResult.of(words).assertRefused(sentence);
  }

  @Test
  void debugPrintsTheStackTrace() {
    var result = CommandResult.of("trian", "--debug");
    assertEquals(2, result.status());
    assertTrue(result.err().contains("\tat "), result.err());
    assertFalse(CommandResult.of("trian").err().contains("\tat "));
  }
}
