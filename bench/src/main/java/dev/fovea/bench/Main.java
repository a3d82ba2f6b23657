package dev.fovea.bench;

import dev.fovea.cli.Failures;
import dev.fovea.cli.Terminal;
import java.util.Arrays;
import picocli.CommandLine;

/** The entry of {@code fovea bench}; the launcher starts it on a class path, as JMH wants it. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    int status = run(Terminal.ofProcess(), arguments);
    System.out.flush();
    System.err.flush();
    System.exit(status);
  }

  /**
   * Runs the command.
   *
   * @return the exit status: 0 done, 2 wrong input or usage, 70 a fault of Fovea's
   */
  static int run(Terminal terminal, String... arguments) {
    boolean debug = Arrays.asList(arguments).contains(BenchCommand.DEBUG);
    return new CommandLine(new BenchCommand(terminal))
        .setOut(terminal.outWriter())
        .setErr(terminal.errWriter())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(
            (failure, args) -> terminal.fail(Failures.usage(failure), failure, debug))
        .setExecutionExceptionHandler(
            (failure, command, result) -> terminal.fail(Failures.of(failure), failure, debug))
        .execute(arguments);
  }
}
