package dev.fovea.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.engine.data.DrawnDigits;
import dev.fovea.engine.data.Mnist;
import dev.fovea.engine.data.Subset;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.models.Models;
import dev.fovea.engine.train.Recipe;
import dev.fovea.engine.train.StepReport;
import dev.fovea.engine.train.Trainer;
import dev.fovea.engine.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LeNet-5 learns on the CUDA backend what it learns on the CPU's; here on the emulated kernels. */
@EnabledIf(value = Emulation.BUILT, disabledReason = Emulation.MISSING)
class CudaTrainingTest {
  private static final String EMULATION = "cuda-emulated";
  private static final String SYNCHRONOUS = "fovea.cuda.sync";
  private static final double TOLERANCE = 1e-4;

  /** The loss of each step. */
  private static List<Double> losses(String name, TrainTest data, Recipe recipe) {
    var losses = new ArrayList<Double>();
    var listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            losses.add(report.loss());
          }
        };
    try (var backend = Backends.open(name, BackendOptions.defaults());
        var trainer = new Trainer(backend, Models.LENET, data, recipe)) {
      trainer.run(listener);
    }
    return losses;
  }

  private static String weights(TrainTest data, Recipe recipe) {
    try (var backend = Backends.open(EMULATION, BackendOptions.defaults());
        var trainer = new Trainer(backend, Models.LENET, data, recipe)) {
      return trainer.run(TrainingListener.NONE).weightsSha256();
    }
  }

  @Test
  void mnistGivesTheLossesOfTheCpu() {
    var folder = System.getenv("FOVEA_DATA");
    assumeTrue(folder != null, "needs MNIST: FOVEA_DATA is not set");
    var mnist = Mnist.open(Path.of(folder, "mnist"));
    var data =
        new TrainTest(
            mnist.name(), Subset.first(mnist.train(), 2000), Subset.first(mnist.test(), 64));
    var recipe = Recipe.DEFAULT.withEpochs(1);
    var expected = losses("java", data, recipe);
    var actual = losses(EMULATION, data, recipe);
    assertEquals(expected.size(), actual.size());
    for (int step = 0; step < expected.size(); step++) {
      double loss = expected.get(step);
      assertEquals(loss, actual.get(step), TOLERANCE * loss, "step " + step);
    }
  }

  /** The learning rate and Adam's count change with every step. */
  @ParameterizedTest
  @EnumSource(
      value = Recipe.OptimizerKind.class,
      names = {"NESTEROV", "ADAMW"})
  void graphsDoNotChangeABit(Recipe.OptimizerKind optimizer) {
    var data = DrawnDigits.draw(1, 72, 8); // the last batch is a small one
    var recipe =
        Recipe.DEFAULT
            .withEpochs(2)
            .withBatchSize(16)
            .withOptimizer(optimizer)
            .withLearningRate(0.003f);
    var graphs = weights(data, recipe);
    System.setProperty(SYNCHRONOUS, "true"); // one call after the other, no graphs
    try {
      assertEquals(weights(data, recipe), graphs);
    } finally {
      System.clearProperty(SYNCHRONOUS);
    }
  }
}
