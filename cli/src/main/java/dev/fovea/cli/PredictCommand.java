package dev.fovea.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Options of {@code fovea predict}. */
@Command(
    name = "predict",
    header = "Classifies a picture.",
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  @ParentCommand private Fovea fovea;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'fovea train' wrote.")
  private Path model;

  @Option(
      names = "--image",
      required = true,
      paramLabel = "FILE",
      description = "A PNG or JPEG picture of the model's input size.")
  private Path image;

  @Option(names = "--backend", paramLabel = "NAME", description = "Backend (the best).")
  private String backend;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (all processors).")
  private Integer threads;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "3",
      description = "Classes to show (${DEFAULT-VALUE}).")
  private int top;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return 0;
  }
}
