package dev.fovea.backend.reference;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;
import org.junit.jupiter.api.Test;

/** Variances of 1 and an epsilon of 3, so that the deviation is 2. */
class ReferenceNormalizationTest extends ReferenceFixture {
  private static final BatchNorm BATCH = new BatchNorm(2, 2, 3, 0.25f);
  private static final LayerNorm LAYER = new LayerNorm(2, 2, 3);

  @Test
  void batchNormTrains() {
    var runningMean = of(0, 1);
    var runningVariance = of(1, 1);
    var y = output(4);
    var mean = output(2);
    var inverse = output(2);
    backend.batchNormTraining(
        BATCH,
        of(1, -1, 3, 1),
        of(2, 4),
        of(10, 20),
        runningMean,
        runningVariance,
        y,
        mean,
        inverse);
    assertValues(y, 10 - 1, 20 - 2, 10 + 1, 20 + 2);
    assertValues(mean, 2, 0);
    assertValues(inverse, 0.5, 0.5);
    assertValues(runningMean, 0.5, 0.75);
    assertValues(runningVariance, 1.25, 1.25); // towards the unbiased 2
  }

  @Test
  void batchNormOfOneRow() {
    var runningVariance = of(1);
    var y = output(1);
    backend.batchNormTraining(
        new BatchNorm(1, 1, 3, 0.25f),
        of(7),
        of(2),
        of(5),
        of(0),
        runningVariance,
        y,
        output(1),
        output(1));
    assertValues(y, 5);
    assertValues(runningVariance, 0.75);
  }

  @Test
  void batchNormKeepsASmallVarianceBesideALargeMean() {
    var inverse = output(1);
    backend.batchNormTraining(
        new BatchNorm(2, 1, 3, 0),
        of(1e7, 1e7 + 2),
        of(1),
        of(0),
        of(0),
        of(0),
        output(2),
        output(1),
        inverse);
    assertValues(inverse, 0.5);
  }

  @Test
  void batchNormInfers() {
    var y = output(4);
    backend.batchNormInference(BATCH, of(5, 0, 1, 4), of(2, 1), of(5, 0), of(1, 2), of(1, 13), y);
    assertValues(y, 9, -0.5, 5, 0.5);
  }

  @Test
  void batchNormGradient() {
    // xhat = [-½ -½; ½ ½]
    var dx = output(4);
    var dgamma = output(2);
    var dbeta = output(2);
    backend.batchNormGradient(
        BATCH,
        of(1, -1, 3, 1),
        of(1, 0, 3, 8),
        of(2, 4),
        of(2, 0),
        of(0.5, 0.5),
        dx,
        dgamma,
        dbeta);
    assertValues(dbeta, 4, 8);
    assertValues(dgamma, 1, 4);
    assertValues(dx, 1 - (4 - 0.5) / 2, 2 * (0 - (8 - 2) / 2.0), 3 - (4 + 0.5) / 2, 2 * (8 - 5));
  }

  @Test
  void layerNormalises() {
    var y = output(4);
    var mean = output(2);
    var inverse = output(2);
    backend.layerNorm(LAYER, of(1, 3, -1, 1), of(2, 4), of(10, 20), y, mean, inverse);
    assertValues(y, 10 - 1, 20 + 2, 10 - 1, 20 + 2);
    assertValues(mean, 2, 0);
    assertValues(inverse, 0.5, 0.5);
  }

  @Test
  void layerNormGradient() {
    // xhat = [-½ ½; -½ ½], g = dy · gamma = [2 12; 4 0]
    var dx = output(4);
    var dgamma = output(2);
    var dbeta = output(2);
    backend.layerNormGradient(
        LAYER,
        of(1, 3, -1, 1),
        of(1, 3, 2, 0),
        of(2, 4),
        of(2, 0),
        of(0.5, 0.5),
        dx,
        dgamma,
        dbeta);
    assertValues(
        dx,
        0.5 * (2 - 7 + 0.5 * 2.5),
        0.5 * (12 - 7 - 0.5 * 2.5),
        0.5 * (4 - 2 - 0.5 * 1),
        0.5 * (0 - 2 + 0.5 * 1));
    assertValues(dgamma, -1.5, 1.5);
    assertValues(dbeta, 3, 3);
  }
}
