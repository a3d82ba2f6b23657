package dev.fovea.engine.train;

import java.util.List;

/**
 * How training ended.
 *
 * @param history one report per epoch, those before a restart included
 * @param test the last evaluation
 * @param stoppedEarly whether it ended for want of progress
 * @param imagesPerSecond median over the epochs; the first, which warms up, doesn't count if there
 *     are others
 * @param weightsSha256 digest of the model's tensors
 */
public record TrainingResult(
    List<EpochReport> history,
    Evaluation test,
    boolean stoppedEarly,
    double imagesPerSecond,
    String weightsSha256) {
  /** Copies the history. */
  public TrainingResult {
    history = List.copyOf(history);
  }

  /** The median rate of the epochs after the first. */
  static double imagesPerSecond(List<EpochReport> history) {
    var rates =
        history.stream()
            .skip(history.size() > 1 ? 1 : 0)
            .mapToDouble(EpochReport::imagesPerSecond)
            .sorted()
            .toArray();
    return rates.length == 0 ? 0 : rates[rates.length / 2];
  }
}
