package dev.fovea.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Options of {@code fovea predict}; null where one was not given. */
@Command(
    name = "predict",
    header = "Classifies a picture.",
    description = "A dark digit on a bright ground is inverted first.",
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions (defaults in parentheses):%n",
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  @ParentCommand private Fovea fovea;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'fovea train' wrote.")
  Path model;

  @Option(
      names = "--image",
      required = true,
      paramLabel = "FILE",
      description = "A PNG, JPEG, GIF or BMP picture of the size that the model takes.")
  Path image;

  @Option(names = "--backend", paramLabel = "NAME", description = "Backend (the best that opens).")
  String backend;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (all processors).")
  Integer threads;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "3",
      description = "Classes to show (${DEFAULT-VALUE}).")
  int top;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  boolean json;

  @Override
  public Integer call() {
    return new PredictRun(this, fovea.terminal().out()).run();
  }
}
