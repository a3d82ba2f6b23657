package dev.fovea.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Options of {@code fovea doctor}. */
@Command(
    name = "doctor",
    header = "Says which backends open and why not, and what this machine offers.",
    description =
        "Prints vector width, FMA, JIT, threads, memory and settings. Exit status 1 if no fast"
            + " backend opens.",
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n")
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private Fovea fovea;

  @Override
  public Integer call() {
    return new Doctor(fovea.terminal().out()).run();
  }
}
