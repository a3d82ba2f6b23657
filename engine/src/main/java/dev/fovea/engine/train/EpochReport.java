package dev.fovea.engine.train;

/**
 * What is known after an epoch.
 *
 * @param epoch counted from 1
 * @param trainLoss mean loss of the training pictures, each as its step saw it
 * @param trainAccuracy share of them that were classified rightly
 * @param testLoss mean loss of the test pictures
 * @param testAccuracy share of them that are classified rightly
 * @param imagesPerSecond training pictures per second, without the test
 * @param learningRate size of the last step
 */
public record EpochReport(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    double testLoss,
    double testAccuracy,
    double imagesPerSecond,
    double learningRate) {}
