package dev.fovea.cli;

import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that the others belong to. */
@Command(
    name = "fovea",
    header = "Trains and runs vision models, and checks the kernels below them.",
    versionProvider = Fovea.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "'fovea COMMAND --help' explains a command. A first try: fovea train lenet",
      "'fovea bench' measures kernels beside other libraries; see 'fovea bench --help'.",
      "Exit status: 0 done, 1 a check failed, 2 wrong input or usage, 70 a fault of Fovea's own."
    },
    subcommands = {
      TrainCommand.class,
      PredictCommand.class,
      SummaryCommand.class,
      DoctorCommand.class,
      CheckCommand.class
    })
final class Fovea implements Runnable {
  private static final String DEBUG = "--debug";

  private final Terminal terminal;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the versions of Fovea and Java.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean version;

  @Option(
      names = DEBUG,
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean debug;

  Fovea(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Whether stack traces are wanted, even if the arguments did not parse. */
  boolean debug(String... arguments) {
    return debug || Arrays.asList(arguments).contains(DEBUG);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Reads the version that the build wrote into the module and into the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var module = Fovea.class.getModule();
      var version =
          module.isNamed()
              ? module.getDescriptor().rawVersion()
              : Optional.ofNullable(Fovea.class.getPackage().getImplementationVersion());
      return new String[] {"fovea " + version.orElse("(unpacked)"), "Java " + Runtime.version()};
    }
  }
}
