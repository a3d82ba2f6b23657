package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Unary;
import java.util.List;

/**
 * An element-wise function of one tensor, or its gradient.
 *
 * @param op the function
 * @param gradient whether the gradient is measured
 */
public record UnaryWork(Unary op, boolean gradient) implements Work {
  @Override
  public List<Operand> inputs() {
    var x = Operand.positive(op.length());
    return gradient ? List.of(x, Operand.floats(op.length())) : List.of(x);
  }

  @Override
  public List<Operand> outputs() {
    return List.of(Operand.floats(op.length()));
  }

  @Override
  public void run(Backend backend, List<Buffer> in, List<Buffer> out) {
    if (gradient) { // of a function whose derivative x alone gives: y is not read
      backend.unaryGradient(op, in.get(0), in.get(0), in.get(1), out.get(0));
    } else {
      backend.unary(op, in.get(0), out.get(0));
    }
  }
}
