package dev.fovea.cli;

import dev.fovea.cli.plots.ConfusionPicture;
import dev.fovea.cli.plots.Fonts;
import dev.fovea.cli.plots.TrainingCurve;
import dev.fovea.engine.train.ConfusionMatrix;
import dev.fovea.engine.train.EpochReport;
import dev.fovea.engine.train.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a training left in its folder.
 *
 * @param listing a line per file
 * @param note why pictures are missing, if they are
 */
record ResultFiles(List<String> listing, Optional<String> note) {
  /** Copies the listing. */
  ResultFiles {
    listing = List.copyOf(listing);
  }

  /**
   * Draws the pictures, and lists them with the files that are there already.
   *
   * @param title what was trained, on what
   */
  static ResultFiles write(
      Path folder,
      Path model,
      Path checkpoint,
      String title,
      List<String> classes,
      TrainingResult result) {
    var listing = new ArrayList<String>();
    listing.add(line(model, "the model, for fovea predict"));
    listing.add(line(checkpoint, "for --resume"));
    var missing = Fonts.missing();
    if (missing.isPresent()) {
      return new ResultFiles(listing, missing);
    }
    var history = result.history();
    var curve =
        new TrainingCurve(
            title,
            history.stream().map(EpochReport::trainLoss).toList(),
            history.stream().map(EpochReport::testAccuracy).toList());
    listing.add(write(folder.resolve("curve.svg"), curve.toSvg(), "loss and accuracy"));
    listing.add(write(folder.resolve("curve.png"), curve.toPng(), "the same"));
    var right = title + ": " + Units.percent(result.test().accuracy()) + " right";
    var confusion = new ConfusionPicture(right, classes, counts(result.test().confusion()));
    listing.add(write(folder.resolve("confusion.png"), confusion.toPng(), "confusion matrix"));
    return new ResultFiles(listing, missing);
  }

  private static String write(Path file, byte[] bytes, String meaning) {
    OutputFiles.write(file, bytes);
    return line(file, meaning);
  }

  private static String line(Path file, String meaning) {
    return "%s  (%s)".formatted(file, meaning);
  }

  private static long[][] counts(ConfusionMatrix confusion) {
    int classes = confusion.classes();
    var counts = new long[classes][classes];
    for (int actual = 0; actual < classes; actual++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        counts[actual][predicted] = confusion.count(actual, predicted);
      }
    }
    return counts;
  }
}
