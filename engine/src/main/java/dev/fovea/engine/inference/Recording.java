package dev.fovea.engine.inference;

import dev.fovea.backend.FoveaException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Tape;
import dev.fovea.engine.graph.Graph;
import dev.fovea.engine.graph.Recorder;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.tensor.Scope;
import dev.fovea.engine.tensor.Tensor;

/**
 * One forward pass of a model, written down.
 *
 * @param inputShape shape of its batch
 * @param outputShape shape of its result
 * @param graph what it computes
 */
record Recording(Shape inputShape, Shape outputShape, Graph graph) {
  /** Runs a model on a batch that has a shape and nothing else. */
  static Recording of(Layer model, Shape shape) {
    if (model.isTraining()) {
      throw new FoveaException("plan: the model is in training mode; call training(false) first");
    }
    if (Tape.isOpen()) {
      throw new FoveaException("plan: a tape is open; compile the model outside of it");
    }
    var recorder = new Recorder();
    try (var _ = Scope.open()) {
      var x = Tensor.empty(recorder, shape);
      var y = model.forward(x);
      return new Recording(shape, y.shape(), recorder.graph(x.buffer(), y.buffer()));
    }
  }
}
