package dev.fovea.cli;

import dev.fovea.backend.Backend;
import dev.fovea.backend.FoveaException;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.models.ModelFile;
import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.models.Models;
import dev.fovea.engine.train.Checkpoint;
import dev.fovea.engine.train.Recipe;
import dev.fovea.engine.train.Trainer;
import dev.fovea.engine.train.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;

/** One run of {@code fovea train}: checks all it was given, trains, and writes the results. */
final class TrainRun {
  private static final String CHECKPOINT = "checkpoint.safetensors";

  private final TrainCommand options;
  private final Terminal terminal;
  private final ModelType type;
  private final Path folder;
  private final Path checkpoint;

  TrainRun(TrainCommand options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
    this.type = trainable(options.model);
    this.folder = options.out == null ? Path.of("runs", type.name()) : options.out;
    this.checkpoint = folder.resolve(CHECKPOINT);
  }

  private static ModelType trainable(String name) {
    var type = Models.byName(name);
    if (!type.equals(Models.LENET)) {
      throw new FoveaException(
          "train: there are only digits to train on, for %s; %s takes pictures %s: train it through"
                  .formatted(Models.LENET.name(), type.name(), type.sampleShape())
              + " the library");
    }
    return type;
  }

  /** Trains, and returns the exit status. */
  int run() {
    var recipe = recipe();
    try (var backend = BackendChoice.open(options.backend, options.threads)) {
      var data = DataChoice.open(options.data, options.limit, terminal.err()::println);
      try (var trainer = new Trainer(backend, type, data, recipe)) {
        if (options.resume) {
          trainer.resume(checkpoint);
        }
        OutputFiles.requireWritableFolder("--out", folder);
        train(trainer, data, backend, recipe);
      }
    }
    return 0;
  }

  private Recipe recipe() {
    if (options.resume && !Files.exists(checkpoint)) {
      throw new FoveaException(
          "--resume: there is no %s in %s; start without --resume".formatted(CHECKPOINT, folder));
    }
    var recipe = options.resume ? Checkpoint.read(checkpoint).recipe() : Recipe.DEFAULT;
    if (options.epochs != null) {
      recipe = recipe.withEpochs(options.epochs);
    }
    if (options.batch != null) {
      recipe = recipe.withBatchSize(options.batch);
    }
    if (options.learningRate != null) {
      recipe = recipe.withLearningRate(options.learningRate);
    }
    if (options.seed != null) {
      recipe = recipe.withSeed(options.seed);
    }
    return recipe;
  }

  private void train(Trainer trainer, TrainTest data, Backend backend, Recipe recipe) {
    try (var report =
        options.json
            ? new JsonReport(terminal.out())
            : new TextReport(terminal, type, folder, recipe.epochs())) {
      report.begin(trainer.model(), data, backend, recipe, trainer.history().size());
      var result = trainer.run(checkpoint, report);
      var files = save(trainer, data, result);
      report.end(result, data.test().classNames(), backend, files);
    }
  }

  private ResultFiles save(Trainer trainer, TrainTest data, TrainingResult result) {
    var classes = data.test().classNames();
    var model = folder.resolve(type.name() + ".safetensors");
    ModelFile.save(model, type, classes, trainer.model());
    var title = type.title() + " on " + data.name();
    return ResultFiles.write(folder, model, checkpoint, title, classes, result);
  }
}
