package dev.fovea.engine.autograd;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Batch normalisation by the batch's own statistics, which it remembers. */
final class BatchNormRule implements Rule {
  private final BatchNorm op;
  private final Tensor x;
  private final Tensor gamma;
  private final Tensor beta;
  private final Tensor runningMean;
  private final Tensor runningVariance;
  private Tensor mean;
  private Tensor inverseDeviation;

  BatchNormRule(
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor runningMean,
      Tensor runningVariance,
      float epsilon,
      float momentum) {
    int channels = x.shape().size(-1);
    Shapes.require("batchNorm", "gamma", gamma, Shape.of(channels));
    this.op = new BatchNorm(Math.toIntExact(x.elements() / channels), channels, epsilon, momentum);
    this.x = x;
    this.gamma = gamma;
    this.beta = beta;
    this.runningMean = runningMean;
    this.runningVariance = runningVariance;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x, gamma, beta);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike();
    mean = gamma.emptyLike();
    inverseDeviation = gamma.emptyLike();
    x.backend()
        .batchNormTraining(
            op,
            x.buffer(),
            gamma.buffer(),
            beta.buffer(),
            runningMean.buffer(),
            runningVariance.buffer(),
            y.buffer(),
            mean.buffer(),
            inverseDeviation.buffer());
    return y;
  }

  @Override
  public void pullback(Tensor y, Tensor dy) {
    var dx = x.emptyLike();
    var dgamma = gamma.emptyLike();
    var dbeta = beta.emptyLike();
    x.backend()
        .batchNormGradient(
            op,
            x.buffer(),
            dy.buffer(),
            gamma.buffer(),
            mean.buffer(),
            inverseDeviation.buffer(),
            dx.buffer(),
            dgamma.buffer(),
            dbeta.buffer());
    Gradients.add(x, dx);
    Gradients.add(gamma, dgamma);
    Gradients.add(beta, dbeta);
    mean.close();
    inverseDeviation.close();
  }
}
