package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Losses;
import dev.fovea.engine.optim.Optimizer;
import dev.fovea.engine.optim.Sgd;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Training steps of a network on one batch. */
final class TrainingCall implements Call {
  private final Backend backend;
  private final Buffer result;
  private final Layer model;
  private final Optimizer optimizer;
  private final Tensor firstWeights;
  private final Tensor x;
  private final Tensor labels;

  TrainingCall(Backend backend, NetworkWork work, Layer model, List<Buffer> batch, Buffer result) {
    this.backend = backend;
    this.result = result;
    this.model = model;
    model.training(false); // no dropout; statistics of a batch norm as they are
    optimizer = new Sgd(model.parameters(), NetworkWork.LEARNING_RATE, 0, false, 0);
    firstWeights = model.parameters().values().iterator().next();
    x = Tensor.empty(backend, work.shape());
    backend.copy(batch.get(0), 0, x.buffer(), 0, x.elements());
    labels = Tensor.empty(backend, DataType.INT32, Shape.of(work.images()));
    backend.copy(batch.get(1), 0, labels.buffer(), 0, labels.elements());
  }

  @Override
  public void run() {
    try (var tape = Tape.open()) {
      tape.backward(Losses.crossEntropy(model.forward(x), labels));
    }
    backend.copy(firstWeights.gradient().buffer(), 0, result, 0, result.length());
    optimizer.step();
  }

  @Override
  public void close() {
    optimizer.close();
    model.close();
    x.close();
    labels.close();
  }
}
