package dev.fovea.engine.nn;

import dev.fovea.backend.ShapeException;
import dev.fovea.backend.op.Shape;
import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/**
 * Batch normalisation of the last axis, {@link dev.fovea.backend.op.BatchNorm}: by the batch's
 * statistics in training, by the running ones in inference. weight, bias, running_mean and
 * running_var: {@code [C]}.
 */
public final class BatchNorm2d extends Layer {
  private final float epsilon;
  private final float momentum;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor runningMean;
  private final Tensor runningVariance;

  /** With epsilon 1e-5 and momentum 0.1. */
  public BatchNorm2d(ParameterSource source, int channels) {
    this(source, channels, 1e-5f, 0.1f);
  }

  /**
   * Starts as the identity.
   *
   * @param momentum share of a batch in the running statistics
   */
  public BatchNorm2d(ParameterSource source, int channels, float epsilon, float momentum) {
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.weight = parameter("weight", source.filled(channels, 1));
    this.bias = parameter("bias", source.filled(channels, 0));
    this.runningMean = statistic("running_mean", source.filled(channels, 0));
    this.runningVariance = statistic("running_var", source.filled(channels, 1));
  }

  @Override
  public Tensor forward(Tensor x) {
    return isTraining()
        ? Functions.batchNorm(x, weight, bias, runningMean, runningVariance, epsilon, momentum)
        : Functions.frozenBatchNorm(x, weight, bias, runningMean, runningVariance, epsilon);
  }

  @Override
  public Shape outputShape(Shape input) {
    ShapeException.require(
        input.rank() >= 2 && input.size(-1) == weight.elements(),
        "batchNorm: wrong number of channels: x=%s, channels=%d",
        input,
        weight.elements());
    return input;
  }

  @Override
  public String describe() {
    return "batchNorm2d";
  }
}
