package dev.fovea.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LeNet-5 learns on the CUDA backend what it learns on the CPU's; here on the emulated kernels. */
@EnabledIf(value = Emulation.BUILT, disabledReason = Emulation.MISSING)
class CudaTrainingTest {
  private static final String EMULATION = "cuda-emulated";
  private static final String SYNCHRONOUS = "fovea.cuda.sync";
  private static final double TOLERANCE = 1e-6;

  /**
   * What a step may add to the difference of a weight. A window whose two largest cells differ by a
   * rounding may have another winner, whose gradient then goes elsewhere. (One made 1.1e-5.)
   */
  private static final float WEIGHT_TOLERANCE = 1e-4f;

  private record Step(double loss, Map<String, float[]> weights) {}

  /**
   * Trains for the epochs of a recipe.
   *
   * @param leader each step begins with the weights that these steps came to; null if with its own
   */
  private static List<Step> steps(String name, TrainTest data, Recipe recipe, List<Step> leader) {
    var steps = new ArrayList<Step>();
    try (var backend = Backends.open(name, BackendOptions.defaults());
        var trainer = new Trainer(backend, Models.LENET, data, recipe)) {
      var parameters = trainer.model().parameters();
      trainer.run(
          new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
              var weights = new LinkedHashMap<String, float[]>();
              parameters.forEach((path, tensor) -> weights.put(path, tensor.toFloats()));
              if (leader != null) {
                var next = leader.get(steps.size()).weights();
                parameters.forEach(
                    (path, tensor) -> tensor.set(MemorySegment.ofArray(next.get(path))));
              }
              steps.add(new Step(report.loss(), weights));
            }
          });
    }
    return steps;
  }

  private static String weights(TrainTest data, Recipe recipe) {
    try (var backend = Backends.open(EMULATION, BackendOptions.defaults());
        var trainer = new Trainer(backend, Models.LENET, data, recipe)) {
      return trainer.run(TrainingListener.NONE).weightsSha256();
    }
  }

  /**
   * From the CPU's weights each step gives its loss and its next weights. (Left to themselves, the
   * two soon part: one other winner at step 9, of two cells that differ by 6e-8, makes the losses
   * differ by 7e-4 at step 18.)
   */
  @Test
  void mnistGivesTheStepsOfTheCpu() {
    var folder = System.getenv("FOVEA_DATA");
    assumeTrue(folder != null, "needs MNIST: FOVEA_DATA is not set");
    var mnist = Mnist.open(Path.of(folder, "mnist"));
    var data =
        new TrainTest(
            mnist.name(), Subset.first(mnist.train(), 2000), Subset.first(mnist.test(), 64));
    var recipe = Recipe.DEFAULT.withEpochs(1);
    var expected = steps("java", data, recipe, null);
    var actual = steps(EMULATION, data, recipe, expected);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      var step = "step " + i;
      double loss = expected.get(i).loss();
      assertEquals(loss, actual.get(i).loss(), TOLERANCE * loss, step);
      for (var entry : expected.get(i).weights().entrySet()) {
        var weights = actual.get(i).weights().get(entry.getKey());
        assertArrayEquals(
            entry.getValue(), weights, WEIGHT_TOLERANCE, step + ", " + entry.getKey());
      }
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
