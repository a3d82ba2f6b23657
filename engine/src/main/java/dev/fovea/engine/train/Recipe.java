package dev.fovea.engine.train;

import dev.fovea.backend.FoveaException;
import dev.fovea.engine.optim.Adam;
import dev.fovea.engine.optim.Optimizer;
import dev.fovea.engine.optim.Schedule;
import dev.fovea.engine.optim.Sgd;
import dev.fovea.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * All that decides what training gives: the same recipe on the same data gives the same weights,
 * bit for bit. The learning rate grows linearly over {@code warmUpEpochs}, then falls along a
 * cosine to {@code finalRate} of its height at the last step.
 *
 * @param epochs passes over the training data
 * @param batchSize pictures per step
 * @param seed of first weights, order, augmentation and dropout
 * @param optimizer how weights follow gradients
 * @param learningRate the highest step size
 * @param momentum of SGD, in [0, 1)
 * @param weightDecay factor of the penalty on weights
 * @param warmUpEpochs epochs, or parts of one, until the learning rate is reached
 * @param finalRate share of the learning rate at the end
 * @param maximumShift pixels that training pictures are shifted by at most
 * @param clipNorm limit of the gradients' joint norm; 0 for none
 * @param patience epochs without a better test accuracy after which training stops; 0 for never
 */
public record Recipe(
    int epochs,
    int batchSize,
    long seed,
    OptimizerKind optimizer,
    float learningRate,
    float momentum,
    float weightDecay,
    float warmUpEpochs,
    float finalRate,
    int maximumShift,
    float clipNorm,
    int patience) {
  /** How weights follow gradients. */
  public enum OptimizerKind {
    /** Gradient descent with momentum. */
    SGD,
    /** The same, looking ahead. */
    NESTEROV,
    /** Adam. */
    ADAM,
    /** Adam with decoupled weight decay. */
    ADAMW
  }

  /** What reaches 99 % on MNIST. */
  public static final Recipe DEFAULT =
      new Recipe(10, 64, 1, OptimizerKind.NESTEROV, 0.05f, 0.9f, 5e-4f, 0.2f, 0, 2, 0, 0);

  /** Checks the ranges. */
  public Recipe {
    require(epochs >= 1, "epochs must be at least 1", "epochs", epochs);
    require(batchSize >= 1, "batch size must be at least 1", "batchSize", batchSize);
    require(
        learningRate > 0 && Float.isFinite(learningRate),
        "learning rate must be positive",
        "learningRate",
        learningRate);
    require(momentum >= 0 && momentum < 1, "momentum must lie in [0, 1)", "momentum", momentum);
    require(
        optimizer != OptimizerKind.NESTEROV || momentum > 0,
        "looking ahead needs momentum",
        "momentum",
        momentum);
    require(weightDecay >= 0, "weight decay must not be negative", "weightDecay", weightDecay);
    require(warmUpEpochs >= 0, "warm-up must not be negative", "warmUpEpochs", warmUpEpochs);
    require(finalRate >= 0 && finalRate <= 1, "must lie in [0, 1]", "finalRate", finalRate);
    require(maximumShift >= 0, "shift must not be negative", "maximumShift", maximumShift);
    require(clipNorm >= 0, "limit must not be negative", "clipNorm", clipNorm);
    require(patience >= 0, "patience must not be negative", "patience", patience);
  }

  private static void require(boolean holds, String rule, String name, Object value) {
    if (!holds) {
      throw new FoveaException("training: %s: %s=%s".formatted(rule, name, value));
    }
  }

  /** The same for another number of epochs. */
  public Recipe withEpochs(int newEpochs) {
    return new Recipe(
        newEpochs,
        batchSize,
        seed,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        warmUpEpochs,
        finalRate,
        maximumShift,
        clipNorm,
        patience);
  }

  /** The same with another batch size. */
  public Recipe withBatchSize(int newBatchSize) {
    return new Recipe(
        epochs,
        newBatchSize,
        seed,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        warmUpEpochs,
        finalRate,
        maximumShift,
        clipNorm,
        patience);
  }

  /** The same with another seed. */
  public Recipe withSeed(long newSeed) {
    return new Recipe(
        epochs,
        batchSize,
        newSeed,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        warmUpEpochs,
        finalRate,
        maximumShift,
        clipNorm,
        patience);
  }

  /** The same with another optimiser. */
  public Recipe withOptimizer(OptimizerKind newOptimizer) {
    return new Recipe(
        epochs,
        batchSize,
        seed,
        newOptimizer,
        learningRate,
        momentum,
        weightDecay,
        warmUpEpochs,
        finalRate,
        maximumShift,
        clipNorm,
        patience);
  }

  /** The same with another highest learning rate. */
  public Recipe withLearningRate(float newLearningRate) {
    return new Recipe(
        epochs,
        batchSize,
        seed,
        optimizer,
        newLearningRate,
        momentum,
        weightDecay,
        warmUpEpochs,
        finalRate,
        maximumShift,
        clipNorm,
        patience);
  }

  /** The same with another largest shift of training pictures. */
  public Recipe withMaximumShift(int newMaximumShift) {
    return new Recipe(
        epochs,
        batchSize,
        seed,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        warmUpEpochs,
        finalRate,
        newMaximumShift,
        clipNorm,
        patience);
  }

  /** The same that stops after epochs without progress; 0 for never. */
  public Recipe withPatience(int newPatience) {
    return new Recipe(
        epochs,
        batchSize,
        seed,
        optimizer,
        learningRate,
        momentum,
        weightDecay,
        warmUpEpochs,
        finalRate,
        maximumShift,
        clipNorm,
        newPatience);
  }

  /** Every setting as text, by name, to be saved. */
  Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("epochs", Integer.toString(epochs));
    settings.put("batchSize", Integer.toString(batchSize));
    settings.put("seed", Long.toString(seed));
    settings.put("optimizer", optimizer.name());
    settings.put("learningRate", Float.toString(learningRate));
    settings.put("momentum", Float.toString(momentum));
    settings.put("weightDecay", Float.toString(weightDecay));
    settings.put("warmUpEpochs", Float.toString(warmUpEpochs));
    settings.put("finalRate", Float.toString(finalRate));
    settings.put("maximumShift", Integer.toString(maximumShift));
    settings.put("clipNorm", Float.toString(clipNorm));
    settings.put("patience", Integer.toString(patience));
    return settings;
  }

  /**
   * The recipe that {@link #settings} has described.
   *
   * @throws IllegalArgumentException if a setting is missing or isn't one
   */
  static Recipe of(Function<String, String> setting) {
    return new Recipe(
        Integer.parseInt(setting.apply("epochs")),
        Integer.parseInt(setting.apply("batchSize")),
        Long.parseLong(setting.apply("seed")),
        OptimizerKind.valueOf(setting.apply("optimizer")),
        Float.parseFloat(setting.apply("learningRate")),
        Float.parseFloat(setting.apply("momentum")),
        Float.parseFloat(setting.apply("weightDecay")),
        Float.parseFloat(setting.apply("warmUpEpochs")),
        Float.parseFloat(setting.apply("finalRate")),
        Integer.parseInt(setting.apply("maximumShift")),
        Float.parseFloat(setting.apply("clipNorm")),
        Integer.parseInt(setting.apply("patience")));
  }

  /** The optimiser for a model's parameters, at rest. */
  Optimizer optimizerFor(Map<String, Tensor> parameters) {
    return switch (optimizer) {
      case SGD -> new Sgd(parameters, learningRate, momentum, false, weightDecay);
      case NESTEROV -> new Sgd(parameters, learningRate, momentum, true, weightDecay);
      case ADAM -> new Adam(parameters, learningRate, 0.9f, 0.999f, 1e-8f, weightDecay, false);
      case ADAMW -> Adam.adamW(parameters, learningRate, weightDecay);
    };
  }

  /** The learning rate over the steps of all epochs. */
  Schedule schedule(int stepsPerEpoch) {
    long total = (long) epochs * stepsPerEpoch;
    long warmUp = Math.min(total, (long) (warmUpEpochs * stepsPerEpoch));
    return Schedule.warmUp(warmUp, Schedule.cosine(total - warmUp, finalRate));
  }
}
