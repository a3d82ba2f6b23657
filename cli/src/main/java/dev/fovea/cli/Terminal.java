package dev.fovea.cli;

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
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  /** The process's own streams. */
  static Terminal ofProcess() {
    var console = System.console();
    var dumb = "dumb".equals(System.getenv("TERM"));
    return new Terminal(System.out, System.err, console != null && console.isTerminal() && !dumb);
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, out.charset());
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, err.charset());
  }

  /** Whether characters beyond ASCII arrive as they are. */
  boolean unicode() {
    return out.charset().equals(StandardCharsets.UTF_8);
  }

  /** Says on {@code err} what went wrong, and returns the exit status. */
  int fail(Failure failure, Throwable cause, boolean debug) {
    err.println("fovea: " + failure.sentence());
    if (debug) {
      cause.printStackTrace(err);
    }
    err.flush();
    return failure.status();
  }
}
