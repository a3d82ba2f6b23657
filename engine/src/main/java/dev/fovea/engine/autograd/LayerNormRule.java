package dev.fovea.engine.autograd;

import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/** Layer normalisation of the last axis; it remembers each row's statistics. */
final class LayerNormRule implements Rule {
  private final LayerNorm op;
  private final Tensor x;
  private final Tensor gamma;
  private final Tensor beta;
  private Tensor mean;
  private Tensor inverseDeviation;

  LayerNormRule(Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    int features = x.shape().size(-1);
    Shapes.require("layerNorm", "gamma", gamma, Shape.of(features));
    this.op = new LayerNorm(Math.toIntExact(x.elements() / features), features, epsilon);
    this.x = x;
    this.gamma = gamma;
    this.beta = beta;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x, gamma, beta);
  }

  @Override
  public Tensor forward() {
    var y = x.emptyLike();
    mean = x.emptyLike(Shape.of(op.rows()));
    inverseDeviation = x.emptyLike(Shape.of(op.rows()));
    x.backend()
        .layerNorm(
            op,
            x.buffer(),
            gamma.buffer(),
            beta.buffer(),
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
        .layerNormGradient(
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
