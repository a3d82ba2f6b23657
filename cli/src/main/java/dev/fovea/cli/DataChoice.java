package dev.fovea.cli;

import dev.fovea.engine.data.DrawnDigits;
import dev.fovea.engine.data.Mnist;
import dev.fovea.engine.data.MnistDownload;
import dev.fovea.engine.data.Subset;
import dev.fovea.engine.data.TrainTest;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens the data set that {@code --data} asks for. */
final class DataChoice {
  /** The drawn digits are one data set: {@code --seed} changes the training, not them. */
  private static final long DIGITS_SEED = 1;

  private static final String DOWNLOAD = "mnist";

  private DataChoice() {}

  /**
   * Opens a data set.
   *
   * @param data {@code mnist} to download it, a folder with its files, or null for drawn digits
   * @param limit samples of each part to keep, or null for all
   * @param log told what is downloaded
   */
  static TrainTest open(String data, Integer limit, Consumer<String> log) {
    if (data == null) {
      return limit == null
          ? DrawnDigits.draw(DIGITS_SEED)
          : DrawnDigits.draw(DIGITS_SEED, limit, limit);
    }
    var whole =
        data.equals(DOWNLOAD)
            ? MnistDownload.open(MnistDownload.defaultFolder(), log)
            : Mnist.open(Path.of(data));
    return limit == null
        ? whole
        : new TrainTest(
            whole.name(), Subset.first(whole.train(), limit), Subset.first(whole.test(), limit));
  }
}
