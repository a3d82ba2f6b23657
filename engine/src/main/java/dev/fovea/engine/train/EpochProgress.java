package dev.fovea.engine.train;

import dev.fovea.engine.data.Batch;

/** Counts what an epoch's steps report. */
final class EpochProgress {
  private final int epoch;
  private final int epochs;
  private final int steps;
  private final long start = System.nanoTime();
  private final RunningMean loss = new RunningMean();
  private int step;
  private long pictures;
  private long right;
  private long nanoseconds;
  private double lastLoss;
  private double lastLearningRate;

  EpochProgress(int epoch, int epochs, int steps) {
    this.epoch = epoch;
    this.epochs = epochs;
    this.steps = steps;
  }

  int epoch() {
    return epoch;
  }

  int step() {
    return step;
  }

  void add(Batch batch, double batchLoss, int[] predicted) {
    step++;
    pictures += batch.count();
    lastLoss = batchLoss;
    loss.add(batchLoss, batch.count());
    for (int i = 0; i < batch.count(); i++) {
      right += predicted[i] == batch.labels()[i] ? 1 : 0;
    }
    nanoseconds = System.nanoTime() - start;
  }

  private double accuracy() {
    return (double) right / pictures;
  }

  private double imagesPerSecond() {
    return pictures * 1e9 / nanoseconds;
  }

  StepReport report(double learningRate) {
    lastLearningRate = learningRate;
    return new StepReport(
        epoch,
        epochs,
        step,
        steps,
        lastLoss,
        loss.value(),
        accuracy(),
        imagesPerSecond(),
        learningRate);
  }

  EpochReport report(Evaluation test) {
    return new EpochReport(
        epoch,
        loss.value(),
        accuracy(),
        test.loss(),
        test.accuracy(),
        imagesPerSecond(),
        lastLearningRate);
  }
}
