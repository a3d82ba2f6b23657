package dev.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command wrote, and its exit status. */
record CommandResult(int status, String out, String err) {

  /** Runs a command as the launcher would, where there is no terminal. */
  static CommandResult of(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal = new Terminal(printer(out), printer(err), false);
    int status = Main.run(terminal, arguments);
    terminal.out().flush();
    return new CommandResult(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Asserts that the command did nothing but say one sentence. */
  void assertRefused(String sentence) {
    assertEquals("fovea: " + sentence + "\n", err.replace(System.lineSeparator(), "\n"));
    assertEquals("", out);
    assertEquals(2, status);
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
