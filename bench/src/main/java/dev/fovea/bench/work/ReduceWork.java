package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Reduce;
import java.util.List;

/**
 * A reduction.
 *
 * @param op the function, its shape and axes
 */
public record ReduceWork(Reduce op) implements Work {
  @Override
  public List<Operand> inputs() {
    return List.of(Operand.floats(op.input().elements()));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(Operand.floats(op.output().elements()));
  }

  @Override
  public void run(Backend backend, List<Buffer> in, List<Buffer> out) {
    backend.reduce(op, in.get(0), out.get(0));
  }
}
