package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.nn.Losses;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.optim.Optimizer;
import dev.fovea.engine.optim.Sgd;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Training steps of a network on one batch, from given weights on. */
final class TrainingCall implements Call {
  private final Backend backend;
  private final Buffer result;
  private final Layer model;
  private final Optimizer optimizer;
  private final Tensor firstWeights;
  private final Tensor x;
  private final Tensor labels;

  TrainingCall(NetworkWork work, Backend backend, List<Buffer> inputs, Buffer result) {
    this.backend = backend;
    this.result = result;
    var type = work.type();
    model = type.create(ParameterSource.of(backend, 1), type.classes());
    Weights.copy(inputs, model);
    model.training(false); // no dropout; statistics of a batch norm as they are
    optimizer = new Sgd(model.parameters(), NetworkWork.LEARNING_RATE, 0, false, 0);
    firstWeights = model.parameters().values().iterator().next();
    x = Tensor.empty(backend, work.shape());
    backend.copy(inputs.get(0), 0, x.buffer(), 0, x.elements());
    labels = Tensor.empty(backend, DataType.INT32, Shape.of(work.images()));
    backend.copy(inputs.get(1), 0, labels.buffer(), 0, labels.elements());
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
