package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.engine.inference.InferencePlan;
import dev.fovea.engine.nn.Layer;
import dev.fovea.engine.tensor.Tensor;
import java.util.stream.LongStream;

/** A network's inference plan. */
public final class InferenceCall implements Call {
  private final Backend backend;
  private final Buffer result;
  private final InferencePlan plan;
  private final Tensor x;
  private final Tensor y;

  InferenceCall(Backend backend, NetworkWork work, Layer model, Buffer images, Buffer result) {
    this.backend = backend;
    this.result = result;
    model.training(false);
    plan = InferencePlan.taking(model, backend, work.shape());
    x = Tensor.empty(backend, work.shape());
    backend.copy(images, 0, x.buffer(), 0, x.elements());
    y = Tensor.empty(backend, plan.outputShape());
  }

  /** The copy of the logits takes less than a microsecond. */
  @Override
  public void run() {
    plan.run(x, y);
    backend.copy(y.buffer(), 0, result, 0, result.length());
  }

  /** Nanoseconds of the plan's kernels in one run, all together. */
  public long kernelNanos() {
    return LongStream.of(plan.profile(x, y)).sum();
  }

  @Override
  public void close() {
    plan.close();
    x.close();
    y.close();
  }
}
