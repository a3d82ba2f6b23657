package dev.fovea.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.engine.data.Subset;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.models.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private final Backend backend = Backends.open("reference", BackendOptions.defaults());
  private final TrainTest data = TinyTask.data();

  @TempDir private Path folder;

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.memory().live());
    backend.close();
  }

  private Trainer trainer(Recipe recipe) {
    return new Trainer(backend, TinyTask.MODEL, data, recipe);
  }

  private TrainingResult train(Recipe recipe) {
    try (var trainer = trainer(recipe)) {
      return trainer.run(TrainingListener.NONE);
    }
  }

  /** What a program that is killed leaves behind: it stops in the middle of an epoch. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void trainUntilKilled(Path checkpoint, int epoch, int step, Path resumeFrom) {
    try (var trainer = trainer(TinyTask.RECIPE)) {
      if (resumeFrom != null) {
        trainer.resume(resumeFrom);
      }
      var listener =
          new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
              if (report.epoch() == epoch && report.step() == step) {
                throw new Killed();
              }
            }
          };
      assertThrows(Killed.class, () -> trainer.run(checkpoint, listener));
    }
  }

  @Test
  void learns() {
    var result = train(TinyTask.RECIPE.withEpochs(8));
    assertEquals(1, result.test().accuracy());
    assertEquals(20, result.test().confusion().total());
    var history = result.history();
    assertEquals(8, history.size());
    assertTrue(history.getLast().trainLoss() < history.getFirst().trainLoss() / 3);
    assertTrue(result.imagesPerSecond() > 0);
  }

  @Test
  void everyOptimizerLearns() {
    for (var kind : Recipe.OptimizerKind.values()) {
      var result = train(TinyTask.RECIPE.withOptimizer(kind).withEpochs(10));
      assertTrue(result.test().accuracy() >= 0.9, kind + ": " + result.test().accuracy());
    }
  }

  @Test
  void sameSeedSameBits() {
    var first = train(TinyTask.RECIPE);
    assertEquals(first.weightsSha256(), train(TinyTask.RECIPE).weightsSha256());
    assertNotEquals(first.weightsSha256(), train(TinyTask.RECIPE.withSeed(4)).weightsSha256());
  }

  @Test
  void resumedTrainingGivesTheSameBits() {
    var whole = train(TinyTask.RECIPE);
    var checkpoint = folder.resolve("checkpoint.safetensors");
    trainUntilKilled(checkpoint, 2, 2, null);
    trainUntilKilled(checkpoint, 4, 1, checkpoint);
    try (var trainer = trainer(TinyTask.RECIPE)) {
      trainer.resume(checkpoint);
      assertEquals(3, trainer.history().size());
      var resumed = trainer.run(checkpoint, TrainingListener.NONE);
      assertEquals(whole.weightsSha256(), resumed.weightsSha256());
      assertEquals(4, resumed.history().size());
      for (int i = 0; i < 4; i++) {
        assertEquals(whole.history().get(i).trainLoss(), resumed.history().get(i).trainLoss());
        assertEquals(whole.history().get(i).testLoss(), resumed.history().get(i).testLoss());
      }
    }
  }

  @Test
  void resumingFinishedTrainingChangesNothing() {
    var checkpoint = folder.resolve("checkpoint.safetensors");
    TrainingResult finished;
    try (var trainer = trainer(TinyTask.RECIPE)) {
      finished = trainer.run(checkpoint, TrainingListener.NONE);
    }
    try (var trainer = trainer(TinyTask.RECIPE)) {
      trainer.resume(checkpoint);
      var again = trainer.run(checkpoint, TrainingListener.NONE);
      assertEquals(finished.weightsSha256(), again.weightsSha256());
      assertEquals(finished.history(), again.history());
      assertEquals(finished.test().loss(), again.test().loss());
    }
  }

  @Test
  void checkpointsOfOtherSettingsAreRefused() {
    var checkpoint = folder.resolve("checkpoint.safetensors");
    try (var trainer = trainer(TinyTask.RECIPE.withEpochs(1))) {
      trainer.run(checkpoint, TrainingListener.NONE);
    }
    assertEquals(TinyTask.RECIPE.withEpochs(1), Checkpoint.read(checkpoint).recipe());
    try (var other = trainer(TinyTask.RECIPE.withEpochs(1).withLearningRate(0.5f))) {
      var error = assertThrows(FoveaException.class, () -> other.resume(checkpoint));
      assertEquals(
          checkpoint
              + ": made with other settings: learningRate=0.02, now 0.5;"
              + " use the same ones or start anew",
          error.getMessage());
    }
    var less = new TrainTest("stripes", Subset.first(data.train(), 20), data.test());
    try (var other = new Trainer(backend, TinyTask.MODEL, less, TinyTask.RECIPE.withEpochs(1))) {
      var error = assertThrows(FoveaException.class, () -> other.resume(checkpoint));
      assertTrue(error.getMessage().contains("data=stripes, 37+20 pictures, now stripes, 20+20"));
    }
  }

  @Test
  void filesThatAreNoCheckpointsAreRefused() throws IOException {
    var file = folder.resolve("x");
    Files.writeString(file, "not a checkpoint at all");
    try (var trainer = trainer(TinyTask.RECIPE)) {
      assertThrows(FoveaException.class, () -> trainer.resume(file));
      assertThrows(FoveaException.class, () -> trainer.resume(folder.resolve("missing")));
    }
  }

  /** Whatever a file says, it is read or refused with a sentence. */
  @Test
  void damagedCheckpointsAreRefused() throws IOException {
    var file = folder.resolve("checkpoint.safetensors");
    try (var trainer = trainer(TinyTask.RECIPE.withEpochs(1))) {
      trainer.run(file, TrainingListener.NONE);
    }
    var original = Files.readAllBytes(file);
    var random = new Random(5);
    int refused = 0;
    for (int round = 0; round < 1000; round++) {
      var bytes = original.clone();
      bytes[8 + random.nextInt(1000)] = (byte) "0123456789.-eE x\"".charAt(random.nextInt(17));
      Files.write(file, bytes);
      try {
        Checkpoint.read(file);
      } catch (FoveaException e) {
        refused++;
      }
    }
    assertTrue(refused > 300 && refused < 1000, "refused=" + refused);
  }

  @Test
  void aCheckpointThatCantBeWrittenEndsTrainingWithASentence() throws IOException {
    var blocked = folder.resolve("file");
    Files.writeString(blocked, "");
    try (var trainer = trainer(TinyTask.RECIPE)) {
      var error =
          assertThrows(
              FoveaException.class,
              () -> trainer.run(blocked.resolve("checkpoint"), TrainingListener.NONE));
      assertTrue(error.getMessage().contains("could not be saved"), error.getMessage());
    }
  }

  @Test
  void aLossThatIsNoNumberStopsAtItsStep() {
    var recipe = new Recipe(4, 16, 3, Recipe.OptimizerKind.SGD, 1e30f, 0, 0, 0, 1, 0, 0, 0);
    try (var trainer = trainer(recipe)) {
      var steps = new ArrayList<StepReport>();
      var listener =
          new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
              steps.add(report);
            }
          };
      var error = assertThrows(FoveaException.class, () -> trainer.run(listener));
      int done = steps.size();
      var expected =
          "training: the loss is (NaN|Infinity) at epoch %d, step %d;"
              .formatted(done / 3 + 1, done % 3 + 1);
      assertTrue(
          error.getMessage().matches(expected + " try a lower learning rate than 1.0E30"),
          error.getMessage() + " after " + done);
    }
  }

  @Test
  void stopsEarlyForWantOfProgress() {
    var result = train(TinyTask.RECIPE.withEpochs(100).withPatience(3));
    assertTrue(result.stoppedEarly());
    assertTrue(result.history().size() < 50, "epochs=" + result.history().size());
  }

  @Test
  void memoryIsConstantFromTheSecondEpochOn() {
    var live = new ArrayList<Long>();
    var held = new ArrayList<Long>();
    try (var trainer = trainer(TinyTask.RECIPE.withEpochs(6))) {
      trainer.run(
          new TrainingListener() {
            @Override
            public void onEpoch(EpochReport report) {
              live.add(backend.memory().live());
              held.add(backend.memory().live() + backend.memory().cached());
            }
          });
    }
    assertEquals(1, new HashSet<>(live.subList(1, 6)).size(), live.toString());
    assertEquals(1, new HashSet<>(held.subList(1, 6)).size(), held.toString());
  }

  @Test
  void reportsAreConsistent() {
    var steps = new ArrayList<StepReport>();
    var epochs = new ArrayList<EpochReport>();
    try (var trainer = trainer(TinyTask.RECIPE.withEpochs(2))) {
      trainer.run(
          new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
              steps.add(report);
            }

            @Override
            public void onEpoch(EpochReport report) {
              epochs.add(report);
            }
          });
    }
    assertEquals(List.of(1, 2, 3, 1, 2, 3), steps.stream().map(StepReport::step).toList());
    assertEquals(steps.get(2).meanLoss(), epochs.get(0).trainLoss());
    double mean =
        (steps.get(0).loss() * 16 + steps.get(1).loss() * 16 + steps.get(2).loss() * 5) / 37;
    assertEquals(mean, epochs.get(0).trainLoss(), 1e-12);
    assertEquals(0.02f, steps.get(1).learningRate(), 1e-9);
  }

  @Test
  void picturesOfAnotherSizeAreRefused() {
    var error =
        assertThrows(
            FoveaException.class,
            () -> new Trainer(backend, Models.LENET, data, TinyTask.RECIPE).close());
    assertEquals(
        "stripes: pictures of another size than lenet takes: data=[6,6,1], model=[28,28,1]",
        error.getMessage());
  }
}
