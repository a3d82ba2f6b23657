package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import java.util.List;

/**
 * One pass of a convolution, without bias or activation.
 *
 * @param op its geometry
 * @param pass which pass
 */
public record ConvolutionWork(Conv2d op, Pass pass) implements Work {
  @Override
  public List<Operand> inputs() {
    long x = op.input().elements();
    long w = op.weights().elements();
    long y = op.output().elements();
    return switch (pass) {
      case FORWARD -> List.of(Operand.floats(x), Operand.floats(w));
      case INPUT_GRADIENT -> List.of(Operand.floats(y), Operand.floats(w));
      case WEIGHT_GRADIENT -> List.of(Operand.floats(x), Operand.floats(y));
    };
  }

  @Override
  public List<Operand> outputs() {
    return List.of(
        Operand.floats(
            switch (pass) {
              case FORWARD -> op.output().elements();
              case INPUT_GRADIENT -> op.input().elements();
              case WEIGHT_GRADIENT -> op.weights().elements();
            }));
  }

  /** Filters of a forward pass are constant, as they are for peers that choose their layout. */
  @Override
  public Call ready(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    if (pass != Pass.FORWARD) {
      return () -> run(backend, inputs, outputs);
    }
    var prepared = backend.prepare(op, inputs.get(1));
    return new Call() {
      @Override
      public void run() {
        prepared.run(inputs.get(0), Epilogue.NONE, outputs.get(0));
      }

      @Override
      public void close() {
        prepared.close();
      }
    };
  }

  @Override
  public void run(Backend backend, List<Buffer> inputs, List<Buffer> outputs) {
    var first = inputs.get(0);
    var second = inputs.get(1);
    var result = outputs.get(0);
    switch (pass) {
      case FORWARD -> backend.conv2d(op, first, second, Epilogue.NONE, result);
      case INPUT_GRADIENT -> backend.conv2dInputGradient(op, first, second, result);
      case WEIGHT_GRADIENT -> backend.conv2dWeightGradient(op, first, second, result);
    }
  }

  @Override
  public long flops() {
    return op.flops();
  }
}
