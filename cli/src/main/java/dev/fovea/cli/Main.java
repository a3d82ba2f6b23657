package dev.fovea.cli;

import picocli.CommandLine;

/** The entry: parses arguments, runs a command, and turns every failure into one sentence. */
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
   * Runs one command.
   *
   * @return the exit status: 0 done, 1 a check failed, 2 wrong input or usage, 70 a fault of
   *     Fovea's
   */
  static int run(Terminal terminal, String... arguments) {
    var fovea = new Fovea(terminal);
    var commandLine =
        new CommandLine(fovea)
            .setOut(terminal.outWriter())
            .setErr(terminal.errWriter())
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(
                (failure, args) ->
                    terminal.fail(Failures.usage(failure), failure, fovea.debug(args)))
            .setExecutionExceptionHandler(
                (failure, command, result) ->
                    terminal.fail(Failures.of(failure), failure, fovea.debug(arguments)));
    try {
      return commandLine.execute(arguments);
    } catch (Error e) { // a full heap, say: picocli handles exceptions only
      return terminal.fail(Failures.of(e), e, fovea.debug(arguments));
    }
  }
}
