package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Softmax;
import java.util.List;

/**
 * A softmax or its gradient.
 *
 * @param op its geometry
 * @param gradient whether the gradient is measured
 */
public record SoftmaxWork(Softmax op, boolean gradient) implements Work {
  @Override
  public List<Operand> inputs() {
    var x = Operand.floats(op.length());
    return gradient ? List.of(x, x) : List.of(x);
  }

  @Override
  public List<Operand> outputs() {
    return List.of(Operand.floats(op.length()));
  }

  @Override
  public void run(Backend backend, List<Buffer> in, List<Buffer> out) {
    if (gradient) {
      backend.softmaxGradient(op, in.get(0), in.get(1), out.get(0));
    } else {
      backend.softmax(op, in.get(0), out.get(0));
    }
  }
}
