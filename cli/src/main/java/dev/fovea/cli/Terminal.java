package dev.fovea.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err failures and notes
 * @param interactive whether {@code out} is a terminal that a person looks at
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive) {
  private static final int DEFAULT_COLUMNS = 80;

  /** The process's own streams. */
  @SuppressWarnings("SystemConsoleNull") // it is null again from JDK 25 on, where there is none
  public static Terminal ofProcess() {
    var console = System.console();
    var dumb = "dumb".equals(System.getenv("TERM"));
    return new Terminal(System.out, System.err, console != null && console.isTerminal() && !dumb);
  }

  /** The stream for results. */
  public PrintWriter outWriter() {
    return new PrintWriter(out, true, out.charset());
  }

  /** The stream for failures and notes. */
  public PrintWriter errWriter() {
    return new PrintWriter(err, true, err.charset());
  }

  /** Whether characters beyond ASCII arrive as they are. */
  boolean unicode() {
    return out.charset().equals(StandardCharsets.UTF_8);
  }

  /** Columns of the terminal that the process was started from, or 80. */
  static int columns() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      int columns = Integer.parseInt(size.strip().replaceFirst(".* ", "")); // after the rows
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    } catch (IOException | RuntimeException e) {
      return DEFAULT_COLUMNS; // not a terminal, or no stty
    }
  }

  /** Says on {@code err} what went wrong, and returns the exit status. */
  public int fail(Failure failure, Throwable cause, boolean debug) {
    err.println("fovea: " + failure.sentence());
    if (debug) {
      cause.printStackTrace(err);
    }
    err.flush();
    return failure.status();
  }
}
