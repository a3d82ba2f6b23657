package dev.fovea.bench.work;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.BatchNorm;
import java.util.List;

/**
 * One pass of a batch normalisation.
 *
 * @param op its geometry
 * @param pass which pass
 */
public record BatchNormWork(BatchNorm op, NormPass pass) implements Work {
  @Override
  public List<Operand> inputs() {
    var x = Operand.floats(op.length());
    var channels = Operand.positive(op.channels());
    return switch (pass) {
      // x, gamma, beta, mean, variance
      case INFERENCE -> List.of(x, channels, channels, channels, channels);
      case TRAINING -> List.of(x, channels, channels, channels, channels);
      // x, dy, gamma, mean, inverse deviation
      case GRADIENT -> List.of(x, x, channels, channels, channels);
    };
  }

  @Override
  public List<Operand> outputs() {
    var y = Operand.floats(op.length());
    var channels = Operand.floats(op.channels());
    return switch (pass) {
      case INFERENCE -> List.of(y);
      case TRAINING, GRADIENT -> List.of(y, channels, channels);
    };
  }

  @Override
  public void prepare(Backend backend, List<Buffer> in, List<Buffer> out) {
    if (pass == NormPass.GRADIENT) { // statistics that belong to x
      var channels = Operand.positive(op.channels());
      try (var beta = channels.allocate(backend, 1);
          var runningMean = channels.allocate(backend, 1);
          var runningVariance = channels.allocate(backend, 1);
          var y = Operand.floats(op.length()).allocate(backend, 2)) {
        backend.batchNormTraining(
            op, in.get(0), in.get(2), beta, runningMean, runningVariance, y, in.get(3), in.get(4));
      }
    }
  }

  @Override
  public void run(Backend backend, List<Buffer> in, List<Buffer> out) {
    switch (pass) {
      case INFERENCE ->
          backend.batchNormInference(
              op, in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), out.get(0));
      case TRAINING ->
          backend.batchNormTraining(
              op,
              in.get(0),
              in.get(1),
              in.get(2),
              in.get(3),
              in.get(4),
              out.get(0),
              out.get(1),
              out.get(2));
      case GRADIENT ->
          backend.batchNormGradient(
              op,
              in.get(0),
              in.get(1),
              in.get(2),
              in.get(3),
              in.get(4),
              out.get(0),
              out.get(1),
              out.get(2));
    }
  }
}
