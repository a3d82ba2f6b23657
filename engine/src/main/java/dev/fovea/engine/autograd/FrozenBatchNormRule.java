package dev.fovea.engine.autograd;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/**
 * Batch normalisation by given statistics: {@code y = gamma · (x - mean) / sqrt(variance + epsilon)
 * + beta}, an affine function of x, so that the gradient is the same operation on dy.
 */
record FrozenBatchNormRule(
    Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, float epsilon)
    implements Rule {
  private BatchNorm op() {
    int channels = x.shape().size(-1);
    return new BatchNorm(Math.toIntExact(x.elements() / channels), channels, epsilon, 0);
  }

  private void normalize(Tensor input, Tensor scale, Tensor shift, Tensor center, Buffer output) {
    x.backend()
        .batchNormInference(
            op(),
            input.buffer(),
            scale.buffer(),
            shift.buffer(),
            center.buffer(),
            variance.buffer(),
            output);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x, gamma, beta);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike();
    normalize(x, gamma, beta, mean, y.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var backend = x.backend();
    var overPixels = Conv2dRule.overPixels(y.shape());
    try (var zeros = beta.emptyLike().fill(0);
        var ones = beta.emptyLike().fill(1)) {
      Gradients.add(x, dx -> normalize(dy, gamma, zeros, zeros, dx));
      Gradients.add(
          gamma,
          dgamma -> {
            try (var normalized = x.emptyLike()) {
              var b = normalized.buffer();
              normalize(x, ones, zeros, mean, b);
              backend.binary(
                  new Binary(Binary.Kind.MULTIPLY, x.shape(), x.shape()), b, dy.buffer(), b);
              backend.reduce(overPixels, b, dgamma);
            }
          });
      Gradients.add(beta, dbeta -> backend.reduce(overPixels, dy.buffer(), dbeta));
    }
  }
}
