package dev.fovea.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Options of {@code fovea train}. */
@Command(
    name = "train",
    header = "Trains a model.",
    description =
        "Without --data it trains on digits that it draws itself. At the end the folder --out holds"
            + " the model, the training curve and the confusion matrix.",
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  @ParentCommand private Fovea fovea;

  @Parameters(paramLabel = "MODEL", description = "What to train: lenet.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "DIR|mnist",
      description = "A folder with MNIST's IDX files, gzipped or not; mnist downloads them.")
  private String data;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Times that the training set is seen (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Samples per step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "0.002",
      description = "Highest learning rate (${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same seed gives the same weights (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (all processors).")
  private Integer threads;

  @Option(names = "--backend", paramLabel = "NAME", description = "Backend (the best).")
  private String backend;

  @Option(names = "--out", paramLabel = "DIR", description = "Where the results go (runs/MODEL).")
  private Path out;

  @Option(names = "--resume", description = "Go on from the checkpoint in --out.")
  private boolean resume;

  @Option(names = "--json", description = "Print one JSON object per epoch and nothing else.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      hidden = true,
      description = "Use only the first N samples of each set, for trials.")
  private Integer limit;

  @Override
  public Integer call() throws Exception {
    return 0;
  }
}
