package dev.fovea.bench.work;

import dev.fovea.backend.Buffer;
import dev.fovea.engine.nn.Layer;
import java.util.List;

/** A model's parameters and statistics. */
final class Weights {
  private Weights() {}

  /** Sets them from what follows images and labels in a network's inputs. */
  static void copy(List<Buffer> inputs, Layer model) {
    int next = NetworkWork.FIRST_WEIGHTS;
    for (var tensor : model.state().values()) {
      var source = inputs.get(next++);
      tensor.backend().copy(source, 0, tensor.buffer(), 0, source.length());
    }
  }
}
