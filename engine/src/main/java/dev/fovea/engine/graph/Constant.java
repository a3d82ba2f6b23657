package dev.fovea.engine.graph;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.BatchNorm;

/** What is the same in every run: a parameter, or what parameters are folded into. */
public sealed interface Constant extends Operand {
  /** A parameter as it is. */
  record Given(Buffer buffer) implements Constant {}

  /** {@code w[…,f] · gamma[f] / sqrt(variance[f] + epsilon)} */
  record ScaledWeights(Buffer weights, Normalization normalization) implements Constant {}

  /**
   * {@code (bias[f] - mean[f]) · gamma[f] / sqrt(variance[f] + epsilon) + beta[f]}.
   *
   * @param bias null for zeros
   */
  record NormalizedBias(Buffer bias, Normalization normalization) implements Constant {}

  /** Batch normalisation by given statistics. */
  record Normalization(BatchNorm op, Buffer gamma, Buffer beta, Buffer mean, Buffer variance) {}
}
