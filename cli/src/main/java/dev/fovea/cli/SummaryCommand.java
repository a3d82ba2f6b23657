package dev.fovea.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Options of {@code fovea summary}. */
@Command(
    name = "summary",
    header = "Prints a model's layers.",
    description = "Output shape, parameters, multiply-adds and receptive field per layer.",
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n")
final class SummaryCommand implements Callable<Integer> {
  @ParentCommand private Fovea fovea;

  @Parameters(
      paramLabel = "MODEL",
      completionCandidates = ModelNames.class,
      description = "Which model: ${COMPLETION-CANDIDATES}.")
  private String model;

  @Override
  public Integer call() {
    return new SummaryRun(model, fovea.terminal().out()).run();
  }
}
