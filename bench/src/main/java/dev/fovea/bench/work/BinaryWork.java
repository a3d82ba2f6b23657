package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Binary;
import java.util.List;

/**
 * Element-wise arithmetic of two tensors.
 *
 * @param op the function and its shapes
 */
public record BinaryWork(Binary op) implements Work {
  @Override
  public List<Operand> inputs() {
    return List.of(Operand.floats(op.a().elements()), Operand.positive(op.b().elements()));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(Operand.floats(op.output().elements()));
  }

  @Override
  public void run(Backend backend, List<Buffer> in, List<Buffer> out) {
    backend.binary(op, in.get(0), in.get(1), out.get(0));
  }
}
