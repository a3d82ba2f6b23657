package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Gemm;
import java.util.List;

/**
 * A matrix product.
 *
 * @param op its geometry
 */
public record GemmWork(Gemm op) implements Work {
  @Override
  public List<Operand> inputs() {
    return List.of(Operand.floats(op.aLength()), Operand.floats(op.bLength()));
  }

  @Override
  public List<Operand> outputs() {
    return List.of(Operand.floats(op.yLength()));
  }

  @Override
  public void run(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    backend.gemm(op, inputs.get(0), inputs.get(1), Epilogue.NONE, outputs.get(0));
  }

  @Override
  public long flops() {
    return op.flops();
  }
}
