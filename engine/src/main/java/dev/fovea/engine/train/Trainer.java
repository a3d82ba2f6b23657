package dev.fovea.engine.train;

import dev.fovea.backend.Backend;
import dev.fovea.backend.FoveaException;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.data.Augmentation;
import dev.fovea.engine.data.Batch;
import dev.fovea.engine.data.DataLoader;
import dev.fovea.engine.data.Dataset;
import dev.fovea.engine.data.Shift;
import dev.fovea.engine.data.TrainTest;
import dev.fovea.engine.formats.StateDict;
import dev.fovea.engine.models.ModelType;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Losses;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.optim.GradientClipping;
import dev.fovea.engine.optim.Optimizer;
import dev.fovea.engine.optim.Schedule;
import dev.fovea.engine.tensor.Generator;
import dev.fovea.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a classifier by a recipe, and goes on where a checkpoint ends. Model, data and recipe
 * decide the weights bit for bit, whatever the number of threads, and whether training was
 * interrupted or not.
 *
 * {@snippet :
 * try (var backend = Backends.open();
 *     var trainer = new Trainer(backend, Models.LENET, data, Recipe.DEFAULT)) {
 *   var result = trainer.run(Path.of("checkpoint.safetensors"), TrainingListener.NONE);
 *   ModelFile.save(Path.of("lenet.safetensors"), Models.LENET, names, trainer.model());
 * }
 * }
 */
public final class Trainer implements AutoCloseable {
  private static final int TEST_BATCH = 256;

  private final Backend backend;
  private final ModelType type;
  private final TrainTest data;
  private final Recipe recipe;
  private final Generator generator;
  private final Layer model;
  private final Optimizer optimizer;
  private final DataLoader loader;
  private final Schedule schedule;
  private final List<EpochReport> history = new ArrayList<>();

  /**
   * A new model, not yet trained.
   *
   * @throws FoveaException if the data don't suit the model
   */
  public Trainer(Backend backend, ModelType type, TrainTest data, Recipe recipe) {
    requirePictures(type, data.name(), data.train());
    requirePictures(type, data.name(), data.test());
    this.backend = backend;
    this.type = type;
    this.data = data;
    this.recipe = recipe;
    this.generator = new Generator(recipe.seed());
    this.loader =
        new DataLoader(data.train(), recipe.batchSize())
            .withSeed(recipe.seed())
            .withShuffle(true)
            .withAugmentation(
                recipe.maximumShift() > 0 ? new Shift(recipe.maximumShift()) : Augmentation.none());
    this.schedule = recipe.schedule(loader.batches());
    this.model = type.create(new ParameterSource(backend, generator), data.train().classes());
    try {
      this.optimizer = recipe.optimizerFor(model.parameters());
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static void requirePictures(ModelType type, String name, Dataset pictures) {
    if (!pictures.sampleShape().equals(type.sampleShape())) {
      throw new FoveaException(
          "%s: pictures of another size than %s takes: data=%s, model=%s"
              .formatted(name, type.name(), pictures.sampleShape(), type.sampleShape()));
    }
  }

  /** The model, trained as far as {@link #run} has come. */
  public Layer model() {
    return model;
  }

  /** One report per epoch that is over. */
  public List<EpochReport> history() {
    return List.copyOf(history);
  }

  /**
   * Goes on after the last epoch of a checkpoint.
   *
   * @throws FoveaException if it can't be read, or was made with another model, data or recipe
   */
  public void resume(Path path) {
    var checkpoint = Checkpoint.read(path);
    requireSame(path, "model", checkpoint.model(), type.name());
    requireSame(path, "data", checkpoint.data(), dataDescription());
    var now = recipe.settings();
    checkpoint
        .recipe()
        .settings()
        .forEach((name, value) -> requireSame(path, name, value, now.get(name)));
    checkpoint.readTensors(path, model, optimizer);
    optimizer.restoreSteps(checkpoint.steps());
    generator.restore(checkpoint.generator());
    history.clear();
    history.addAll(checkpoint.history());
  }

  private static void requireSame(Path path, String name, String then, String now) {
    if (!then.equals(now)) {
      throw new FoveaException(
          "%s: made with other settings: %s=%s, now %s; use the same ones or start anew"
              .formatted(path, name, then, now));
    }
  }

  private String dataDescription() {
    return "%s, %d+%d pictures".formatted(data.name(), data.train().size(), data.test().size());
  }

  /** Trains what is left of the epochs, without checkpoints. */
  public TrainingResult run(TrainingListener listener) {
    return run(null, listener);
  }

  /**
   * Trains what is left of the epochs.
   *
   * @param checkpoint file to write after each epoch; null for none
   * @throws FoveaException if the loss is no longer a number, or a checkpoint can't be written
   */
  public TrainingResult run(Path checkpoint, TrainingListener listener) {
    var stopping = new EarlyStopping(recipe.patience());
    boolean stop = false;
    for (var report : history) {
      stop = stopping.stopAfter(report.testAccuracy());
    }
    Evaluation test = null;
    while (!stop && history.size() < recipe.epochs()) {
      var progress = trainEpoch(history.size() + 1, listener);
      test = evaluate();
      var report = progress.report(test);
      history.add(report);
      stop = stopping.stopAfter(report.testAccuracy());
      if (checkpoint != null) {
        checkpoint().write(checkpoint, model, optimizer);
      }
      listener.onEpoch(report);
    }
    return new TrainingResult(
        history,
        test == null ? evaluate() : test,
        history.size() < recipe.epochs(),
        TrainingResult.imagesPerSecond(history),
        StateDict.sha256(model.state()));
  }

  private Evaluation evaluate() {
    return Evaluation.of(model, data.test(), backend, TEST_BATCH);
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(
        type.name(), dataDescription(), recipe, optimizer.steps(), generator.state(), history);
  }

  private EpochProgress trainEpoch(int epoch, TrainingListener listener) {
    model.training(true);
    var progress = new EpochProgress(epoch, recipe.epochs(), loader.batches());
    try (var batches = loader.epoch(epoch)) {
      for (var batch : batches) {
        double factor = schedule.factor(optimizer.steps());
        optimizer.learningRate((float) (recipe.learningRate() * factor));
        backend.repeat("training, " + batch.count() + " images", () -> step(batch, progress));
        listener.onStep(progress.report(optimizer.learningRate()));
      }
    }
    return progress;
  }

  private void step(Batch batch, EpochProgress progress) {
    try (var tape = Tape.open()) {
      var input = BatchTensors.of(backend, batch);
      var logits = model.forward(input.images());
      var predicted = BatchTensors.predictions(logits);
      var loss = Losses.crossEntropy(logits, input.labels());
      tape.backward(loss);
      if (recipe.clipNorm() > 0) {
        GradientClipping.byNorm(optimizer.parameters(), recipe.clipNorm());
      }
      optimizer.step();
      progress.add(batch, finite(loss, progress), predicted.toInts());
    }
  }

  private double finite(Tensor loss, EpochProgress progress) {
    double value = loss.item();
    if (!Double.isFinite(value)) {
      throw new FoveaException(
          "training: the loss is %s at epoch %d, step %d; try a lower learning rate than %s"
              .formatted(value, progress.epoch(), progress.step() + 1, recipe.learningRate()));
    }
    return value;
  }

  /** Frees the model and the optimiser. */
  @Override
  public void close() {
    optimizer.close();
    model.close();
  }
}
