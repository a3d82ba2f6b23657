package dev.fovea.cli;

import dev.fovea.backend.Backend;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.train.EpochReport;
import dev.fovea.engine.train.Evaluation;
import dev.fovea.engine.train.Recipe;
import dev.fovea.engine.train.StepReport;
import dev.fovea.engine.train.TrainingResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A line per epoch for people. In between a progress bar on a terminal; elsewhere, a line every few
 * seconds.
 */
final class TextReport implements TrainReport {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Terminal terminal;
  private final PrintStream out;
  private final ModelType type;
  private final Path folder;
  private final int epochs;
  private final long begun = System.nanoTime();
  private ProgressLine bar;
  private long lastLine = System.nanoTime();

  TextReport(Terminal terminal, ModelType type, Path folder, int epochs) {
    this.terminal = terminal;
    this.out = terminal.out();
    this.type = type;
    this.folder = folder;
    this.epochs = epochs;
  }

  @Override
  public void begin(Layer model, TrainTest data, Backend backend, Recipe recipe, int epochsDone) {
    out.printf(
        Locale.ROOT,
        "%s, %,d parameters, on %s: %,d training and %,d test pictures%n",
        type.title(),
        model.parameterCount(),
        data.name(),
        data.train().size(),
        data.test().size());
    out.printf(
        Locale.ROOT,
        "backend %s, threads %d; epochs %d, batch %d, learning rate %s, seed %d%n",
        backend.name(),
        backend.threads(),
        recipe.epochs(),
        recipe.batchSize(),
        recipe.learningRate(),
        recipe.seed());
    if (epochsDone > 0) {
      out.println("going on after epoch " + epochsDone + " from the checkpoint in " + folder);
    }
    out.println();
    out.flush();
  }

  @Override
  public void onStep(StepReport report) {
    if (terminal.interactive()) {
      if (bar == null) {
        bar = new ProgressLine(terminal, epoch(report.epoch()), report.steps());
      }
      bar.at(report.step(), state(report));
    } else if (System.nanoTime() - lastLine > PATIENCE.toNanos()) {
      print(
          "%s  step %d/%d  %s",
          epoch(report.epoch()), report.step(), report.steps(), state(report));
    }
  }

  @Override
  public void onEpoch(EpochReport report) {
    close();
    print(
        "%s  loss %.4f  accuracy %s  test loss %.4f  test accuracy %s  %s images/s",
        epoch(report.epoch()),
        report.trainLoss(),
        Units.percent(report.trainAccuracy()),
        report.testLoss(),
        Units.percent(report.testAccuracy()),
        Units.grouped(report.imagesPerSecond()));
  }

  @Override
  public void end(TrainingResult result, List<String> classes, Backend backend, ResultFiles files) {
    out.println();
    out.print(classTable(result.test(), classes));
    out.println();
    if (result.stoppedEarly()) {
      out.println("stopped early: the test accuracy no longer grew");
    }
    out.printf(
        "test accuracy %s, %s images/s, %s in all%n",
        Units.percent(result.test().accuracy()),
        Units.grouped(result.imagesPerSecond()),
        Units.span(Duration.ofNanos(System.nanoTime() - begun)));
    out.println("weights SHA-256 " + result.weightsSha256());
    out.println();
    files.listing().forEach(out::println);
    out.flush();
    files.note().ifPresent(note -> terminal.err().println("fovea: note: " + note));
  }

  private static Table classTable(Evaluation test, List<String> classes) {
    var confusion = test.confusion();
    var table = new Table("class", "pictures", "right", "precision", "recall");
    for (int i = 0; i < classes.size(); i++) {
      long pictures = 0;
      for (int j = 0; j < classes.size(); j++) {
        pictures += confusion.count(i, j);
      }
      table.row(
          classes.get(i),
          Units.grouped(pictures),
          Units.grouped(confusion.count(i, i)),
          Units.percent(confusion.precision(i)),
          Units.percent(confusion.recall(i)));
    }
    return table;
  }

  private String epoch(int number) {
    return String.format(
        Locale.ROOT, "epoch %" + Integer.toString(epochs).length() + "d/%d", number, epochs);
  }

  private static String state(StepReport report) {
    return String.format(
        Locale.ROOT,
        "loss %.4f  accuracy %s  %s images/s",
        report.meanLoss(),
        Units.percent(report.accuracy()),
        Units.grouped(report.imagesPerSecond()));
  }

  private void print(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
    lastLine = System.nanoTime();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
