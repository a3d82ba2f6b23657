package dev.fovea.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.engine.data.DrawnDigits;
import dev.fovea.engine.data.Mnist;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.models.Models;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The main job, in short, on the Java backend. */
class LeNetTrainingTest {
  private static TrainingResult train(int threads, TrainTest data, int epochs) {
    var options = BackendOptions.defaults().withThreads(threads);
    try (var backend = Backends.open("java", options);
        var trainer = new Trainer(backend, Models.LENET, data, Recipe.DEFAULT.withEpochs(epochs))) {
      Set<Long> live = new HashSet<>();
      var listener =
          new TrainingListener() {
            @Override
            public void onEpoch(EpochReport report) {
              live.add(backend.memory().live());
            }
          };
      var result = trainer.run(listener);
      assertEquals(1, live.size(), "live bytes after each epoch: " + live);
      return result;
    }
  }

  @Test
  void oneAndTwoThreadsGiveTheSameBits() {
    var data = DrawnDigits.draw(1, 600, 100); // the last batch is a small one
    var one = train(1, data, 2);
    var two = train(2, data, 2);
    assertEquals(one.weightsSha256(), two.weightsSha256());
    assertEquals(one.test().loss(), two.test().loss());
  }

  @Test
  void learnsMnistInOneEpoch() {
    var folder = System.getenv("FOVEA_DATA");
    assumeTrue(folder != null, "needs MNIST: FOVEA_DATA is not set");
    var result = train(1, Mnist.open(Path.of(folder, "mnist")), 1);
    assertTrue(result.test().accuracy() > 0.98, "accuracy=" + result.test().accuracy());
  }
}
