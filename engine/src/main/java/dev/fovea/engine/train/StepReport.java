package dev.fovea.engine.train;

/**
 * What is known after a training step.
 *
 * @param epoch counted from 1
 * @param epochs how many there will be
 * @param step in this epoch, counted from 1
 * @param steps how many this epoch has
 * @param loss mean loss of this batch
 * @param meanLoss mean loss of the epoch's pictures so far
 * @param accuracy share of the epoch's pictures so far that were classified rightly
 * @param imagesPerSecond of the epoch so far
 * @param learningRate size of the step
 */
public record StepReport(
    int epoch,
    int epochs,
    int step,
    int steps,
    double loss,
    double meanLoss,
    double accuracy,
    double imagesPerSecond,
    double learningRate) {}
