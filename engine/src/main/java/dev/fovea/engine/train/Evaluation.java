package dev.fovea.engine.train;

import dev.fovea.backend.Backend;
import dev.fovea.engine.data.DataLoader;
import dev.fovea.engine.data.Dataset;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Losses;
import dev.fovea.engine.tensor.Scope;

/**
 * How a model does on a data set.
 *
 * @param loss mean cross-entropy
 * @param confusion what was taken for what
 */
public record Evaluation(double loss, ConfusionMatrix confusion) {
  /** Share of pictures that are classified rightly. */
  public double accuracy() {
    return confusion.accuracy();
  }

  /** Runs a model, in inference mode, on every picture once. */
  public static Evaluation of(Layer model, Dataset data, Backend backend, int batchSize) {
    var loss = new RunningMean();
    var confusion = new ConfusionMatrix(data.classes());
    boolean wasTraining = model.isTraining();
    model.training(false);
    try (var batches = new DataLoader(data, batchSize).epoch(0)) {
      for (var batch : batches) {
        try (var _ = Scope.open()) {
          var input = BatchTensors.of(backend, batch);
          var logits = model.forward(input.images());
          var predicted = BatchTensors.predictions(logits);
          loss.add(Losses.crossEntropy(logits, input.labels()).item(), batch.count());
          var classes = predicted.toInts();
          for (int i = 0; i < batch.count(); i++) {
            confusion.add(batch.labels()[i], classes[i]);
          }
        }
      }
    } finally {
      model.training(wasTraining);
    }
    return new Evaluation(loss.value(), confusion);
  }
}
