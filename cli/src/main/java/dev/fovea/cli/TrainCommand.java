package dev.fovea.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Options of {@code fovea train}; null where one was not given. */
@Command(
    name = "train",
    header = "Trains a model.",
    description = {
      "Without --data it trains on digits that it draws itself. The folder --out then holds the"
          + " model, the training curve, the confusion matrix and a checkpoint."
    },
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions (defaults in parentheses):%n",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  @ParentCommand private Fovea fovea;

  @Parameters(paramLabel = "MODEL", description = "What to train: lenet.")
  String model;

  @Option(
      names = "--data",
      paramLabel = "DIR|mnist",
      description = "A folder with MNIST's IDX files, gzipped or not; mnist downloads them.")
  String data;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training pictures (10).")
  Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Pictures per step (64).")
  Integer batch;

  @Option(names = "--lr", paramLabel = "RATE", description = "Highest learning rate (0.05).")
  Float learningRate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same seed gives the same weights, bit for bit (1).")
  Long seed;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (all processors).")
  Integer threads;

  @Option(names = "--backend", paramLabel = "NAME", description = "Backend (the best that opens).")
  String backend;

  @Option(names = "--out", paramLabel = "DIR", description = "Where results go (runs/MODEL).")
  Path out;

  @Option(
      names = "--resume",
      description = "Go on from the checkpoint in --out, with its settings.")
  boolean resume;

  @Option(names = "--json", description = "Print one JSON object per epoch and nothing else.")
  boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      hidden = true,
      description = "Use only the first N pictures of each part, for trials.")
  Integer limit;

  @Override
  public Integer call() {
    return new TrainRun(this, fovea.terminal()).run();
  }
}
