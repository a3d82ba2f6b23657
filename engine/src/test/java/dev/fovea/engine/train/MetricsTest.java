package dev.fovea.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.FoveaException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void confusionMatrix() {
    var confusion = new ConfusionMatrix(3);
    assertEquals(0, confusion.accuracy());
    confusion.add(0, 0);
    confusion.add(0, 1);
    confusion.add(1, 1);
    confusion.add(1, 1);
    assertEquals(0.75, confusion.accuracy());
    assertEquals(4, confusion.total());
    assertEquals(1, confusion.count(0, 1));
    assertEquals(2.0 / 3, confusion.precision(1));
    assertEquals(0.5, confusion.recall(0));
    assertEquals(0, confusion.precision(2));
    assertEquals(0, confusion.recall(2));
  }

  @Test
  void runningMeanWeighsGroups() {
    var mean = new RunningMean();
    assertEquals(0, mean.value());
    mean.add(1, 3);
    mean.add(5, 1);
    assertEquals(2, mean.value());
  }

  @Test
  void earlyStoppingCountsFromTheBest() {
    var stopping = new EarlyStopping(2);
    assertFalse(stopping.stopAfter(0.5));
    assertFalse(stopping.stopAfter(0.5));
    assertFalse(stopping.stopAfter(0.6));
    assertFalse(stopping.stopAfter(0.4));
    assertTrue(stopping.stopAfter(0.6));
    var never = new EarlyStopping(0);
    assertFalse(never.stopAfter(1));
    assertFalse(never.stopAfter(0));
  }

  @Test
  void theFirstEpochsRateCountsOnlyAlone() {
    var slow = new EpochReport(1, 0, 0, 0, 0, 10, 0);
    var fast = new EpochReport(2, 0, 0, 0, 0, 30, 0);
    assertEquals(10, TrainingResult.imagesPerSecond(List.of(slow)));
    assertEquals(30, TrainingResult.imagesPerSecond(List.of(slow, fast)));
  }

  @Test
  void recipesKeepTheirSettingsAsText() {
    var settings = Recipe.DEFAULT.settings();
    assertEquals(Recipe.class.getRecordComponents().length, settings.size());
    assertEquals(Recipe.DEFAULT, Recipe.of(settings::get));
    assertEquals(
        Recipe.DEFAULT.withSeed(7).withEpochs(3), Recipe.DEFAULT.withEpochs(3).withSeed(7));
  }

  @Test
  void recipesOutOfRangeAreRefused() {
    var error =
        assertThrows(FoveaException.class, () -> Recipe.DEFAULT.withLearningRate(Float.NaN));
    assertEquals("training: learning rate must be positive: learningRate=NaN", error.getMessage());
    assertThrows(FoveaException.class, () -> Recipe.DEFAULT.withEpochs(0));
    assertThrows(FoveaException.class, () -> Recipe.DEFAULT.withBatchSize(0));
  }
}
