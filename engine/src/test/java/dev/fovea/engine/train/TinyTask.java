package dev.fovea.engine.train;

import dev.fovea.backend.op.Shape;
import dev.fovea.engine.data.FloatDataset;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.nn.BatchNorm2d;
import dev.fovea.engine.nn.Conv2d;
import dev.fovea.engine.nn.Conv2dOptions;
import dev.fovea.engine.nn.Dropout;
import dev.fovea.engine.nn.Flatten;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Linear;
import dev.fovea.engine.nn.MaxPool2d;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Sequential;
import java.util.List;
import java.util.Random;

/** Something that trains within a second on any backend, with all kinds of state to be kept. */
final class TinyTask {
  static final ModelType MODEL =
      new ModelType("tiny", "Tiny", Shape.of(6, 6, 1), 2, TinyTask::create);

  /** Two batches of 16 and one of 5 an epoch. */
  static final Recipe RECIPE =
      new Recipe(4, 16, 3, Recipe.OptimizerKind.ADAMW, 0.02f, 0.9f, 0.01f, 0.5f, 0.1f, 1, 5, 0);

  private TinyTask() {}

  private static Layer create(ParameterSource source, int classes) {
    return new Sequential()
        .add("conv", new Conv2d(source, Conv2dOptions.of(1, 4, 3).withoutBias()))
        .add("norm", new BatchNorm2d(source, 4))
        .add("pool", new MaxPool2d(2))
        .add("flatten", new Flatten())
        .add("dropout", new Dropout(source, 0.1f))
        .add("fc", new Linear(source, 16, classes));
  }

  static TrainTest data() {
    return new TrainTest("stripes", stripes(37, 1), stripes(20, 2));
  }

  /** Horizontal or vertical stripes, with noise. */
  private static FloatDataset stripes(int count, long seed) {
    var random = new Random(seed);
    var images = new float[count * 36];
    var labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      for (int pixel = 0; pixel < 36; pixel++) {
        int along = labels[i] == 0 ? pixel / 6 : pixel % 6;
        images[i * 36 + pixel] = 0.2f * random.nextFloat() + 0.8f * (along % 2);
      }
    }
    return new FloatDataset(MODEL.sampleShape(), List.of("horizontal", "vertical"), images, labels);
  }
}
