package dev.fovea.engine.train;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.RandomState;
import dev.fovea.engine.formats.SafetensorsFile;
import dev.fovea.engine.formats.SafetensorsWriter;
import dev.fovea.engine.formats.StateDict;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.optim.Optimizer;
import dev.fovea.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that training needs to go on after an epoch as if it had never stopped: the model's and the
 * optimiser's tensors, and the rest as metadata of the same safetensors file, which is replaced
 * atomically. The order of pictures and their augmentation follow from seed and epoch, so that the
 * number of epochs is all there is to say about the loader.
 *
 * @param model name of the model
 * @param data what it was trained on, see {@code Trainer}
 * @param recipe how
 * @param steps steps of the optimiser so far
 * @param generator where the random stream of dropout goes on
 * @param history one report per epoch
 */
public record Checkpoint(
    String model,
    String data,
    Recipe recipe,
    long steps,
    RandomState generator,
    List<EpochReport> history) {
  private static final String FORMAT = "fovea checkpoint 1";
  private static final String LAYER_PREFIX = "model.";
  private static final String OPTIMIZER_PREFIX = "optimizer.";

  /** Copies the history. */
  public Checkpoint {
    history = List.copyOf(history);
  }

  /**
   * Reads all but the tensors.
   *
   * @throws FoveaException if it can't be read or isn't a checkpoint
   */
  public static Checkpoint read(Path path) {
    try (var file = SafetensorsFile.open(path)) {
      return of(file);
    }
  }

  /**
   * Reads the tensors into a layer and an optimiser of the same kind.
   *
   * @throws FoveaException if they are others; nothing is changed then
   */
  void readTensors(Path path, Layer layer, Optimizer optimizer) {
    try (var file = SafetensorsFile.open(path)) {
      var optimizerState = optimizer.state();
      StateDict.check(file, OPTIMIZER_PREFIX, "the optimiser", optimizerState);
      StateDict.load(file, LAYER_PREFIX, "model " + model, layer.state());
      StateDict.load(file, OPTIMIZER_PREFIX, "the optimiser", optimizerState);
    }
  }

  /** Writes all of it, atomically. */
  void write(Path path, Layer layer, Optimizer optimizer) {
    var tensors = new LinkedHashMap<String, Tensor>();
    layer.state().forEach((name, tensor) -> tensors.put(LAYER_PREFIX + name, tensor));
    optimizer.state().forEach((name, tensor) -> tensors.put(OPTIMIZER_PREFIX + name, tensor));
    SafetensorsWriter.write(path, tensors, metadata());
  }

  private Map<String, String> metadata() {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", FORMAT);
    metadata.put("model", model);
    metadata.put("data", data);
    recipe.settings().forEach((name, value) -> metadata.put("recipe." + name, value));
    metadata.put("steps", Long.toString(steps));
    metadata.put("generator.seed", Long.toString(generator.seed()));
    metadata.put("generator.offset", Long.toString(generator.offset()));
    metadata.put("epochs", Integer.toString(history.size()));
    for (var report : history) {
      metadata.put("epoch." + report.epoch(), text(report));
    }
    return metadata;
  }

  private static Checkpoint of(SafetensorsFile file) {
    var metadata = file.metadata();
    if (!FORMAT.equals(metadata.get("format"))) {
      throw new FoveaException(
          "%s: not a checkpoint of this version: format=%s, expected=%s"
              .formatted(file.path(), metadata.get("format"), FORMAT));
    }
    try {
      var history = new ArrayList<EpochReport>();
      int epochs = Integer.parseInt(required(metadata, "epochs"));
      for (int epoch = 1; epoch <= epochs; epoch++) {
        history.add(report(epoch, required(metadata, "epoch." + epoch)));
      }
      return new Checkpoint(
          required(metadata, "model"),
          required(metadata, "data"),
          Recipe.of(name -> required(metadata, "recipe." + name)),
          Long.parseLong(required(metadata, "steps")),
          new RandomState(
              Long.parseLong(required(metadata, "generator.seed")),
              Long.parseLong(required(metadata, "generator.offset"))),
          history);
    } catch (IllegalArgumentException e) {
      throw new FoveaException(
          "%s: a damaged checkpoint: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  private static String required(Map<String, String> metadata, String key) {
    var value = metadata.get(key);
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value;
  }

  private static String text(EpochReport report) {
    return "%s %s %s %s %s %s"
        .formatted(
            report.trainLoss(),
            report.trainAccuracy(),
            report.testLoss(),
            report.testAccuracy(),
            report.imagesPerSecond(),
            report.learningRate());
  }

  private static EpochReport report(int epoch, String text) {
    var numbers = text.split(" ", -1);
    if (numbers.length != 6) {
      throw new IllegalArgumentException("'epoch." + epoch + "' must hold six numbers");
    }
    return new EpochReport(
        epoch,
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]),
        Double.parseDouble(numbers[2]),
        Double.parseDouble(numbers[3]),
        Double.parseDouble(numbers[4]),
        Double.parseDouble(numbers[5]));
  }
}
