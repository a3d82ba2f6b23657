package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.LayerNorm;
import java.util.List;

/**
 * A layer normalisation that keeps its statistics, or its gradient.
 *
 * @param op its geometry
 * @param gradient whether the gradient is measured
 */
public record LayerNormWork(LayerNorm op, boolean gradient) implements Work {
  @Override
  public List<Operand> inputs() {
    var x = Operand.floats(op.length());
    var features = Operand.positive(op.features());
    var rows = Operand.positive(op.rows());
    return gradient ? List.of(x, x, features, rows, rows) : List.of(x, features, features);
  }

  @Override
  public List<Operand> outputs() {
    var y = Operand.floats(op.length());
    var statistics = Operand.floats(gradient ? op.features() : op.rows());
    return List.of(y, statistics, statistics);
  }

  @Override
  public void prepare(Backend backend, List<Buffer> in, List<Buffer> out) {
    if (gradient) { // statistics that belong to x
      try (var beta = Operand.floats(op.features()).allocate(backend, 1);
          var y = Operand.floats(op.length()).allocate(backend, 2)) {
        backend.layerNorm(op, in.get(0), in.get(2), beta, y, in.get(3), in.get(4));
      }
    }
  }

  @Override
  public void run(Backend backend, List<Buffer> in, List<Buffer> out) {
    if (gradient) {
      backend.layerNormGradient(
          op,
          in.get(0),
          in.get(1),
          in.get(2),
          in.get(3),
          in.get(4),
          out.get(0),
          out.get(1),
          out.get(2));
    } else {
      backend.layerNorm(op, in.get(0), in.get(1), in.get(2), out.get(0), out.get(1), out.get(2));
    }
  }
}
