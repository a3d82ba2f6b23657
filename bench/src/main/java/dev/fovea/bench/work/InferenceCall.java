package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.engine.inference.InferencePlan;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** A network's inference plan with given weights. */
final class InferenceCall implements Call {
  private final Backend backend;
  private final Buffer result;
  private final InferencePlan plan;
  private final Tensor x;
  private final Tensor y;

  InferenceCall(NetworkWork work, Backend backend, List<Buffer> inputs, Buffer result) {
    this.backend = backend;
    this.result = result;
    var type = work.type();
    var model = type.create(ParameterSource.of(backend, 1), type.classes());
    Weights.copy(inputs, model);
    model.training(false);
    plan = InferencePlan.taking(model, backend, work.shape());
    x = Tensor.empty(backend, work.shape());
    backend.copy(inputs.getFirst(), 0, x.buffer(), 0, x.elements());
    y = Tensor.empty(backend, plan.outputShape());
  }

  /** The copy of the logits takes less than a microsecond. */
  @Override
  public void run() {
    plan.run(x, y);
    backend.copy(y.buffer(), 0, result, 0, result.length());
  }

  @Override
  public void close() {
    plan.close();
    x.close();
    y.close();
  }
}
