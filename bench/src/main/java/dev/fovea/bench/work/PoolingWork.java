package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Pool2d;
import java.util.List;

/**
 * A pooling as inference calls it, without indices, or its gradient.
 *
 * @param op its geometry
 * @param gradient whether the gradient is measured
 */
public record PoolingWork(Pool2d op, boolean gradient) implements Work {
  @Override
  public List<Operand> inputs() {
    long y = op.output().elements();
    if (!gradient) {
      return List.of(Operand.floats(op.input().elements()));
    }
    return isMaximum() ? List.of(Operand.floats(y), Operand.ints(y)) : List.of(Operand.floats(y));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(Operand.floats((gradient ? op.input() : op.output()).elements()));
  }

  @Override
  public void prepare(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    if (gradient && isMaximum()) {
      try (var x = Operand.floats(op.input().elements()).allocate(backend, 0);
          var y = Operand.floats(op.output().elements()).allocate(backend, 0)) {
        backend.pool2d(op, x, y, inputs.get(1));
      }
    }
  }

  @Override
  public void run(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    if (gradient) {
      var indices = isMaximum() ? inputs.get(1) : null;
      backend.pool2dGradient(op, inputs.get(0), indices, outputs.get(0));
    } else {
      backend.pool2d(op, inputs.get(0), outputs.get(0), null);
    }
  }

  private boolean isMaximum() {
    return op.kind() == Pool2d.Kind.MAX;
  }
}
