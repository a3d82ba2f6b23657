package dev.fovea.backend;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;

/** Batch and layer normalisation. Per-channel operands hold {@code channels} values. */
public interface NormalizationOps {
  /**
   * See {@link BatchNorm}: normalises by the batch's own statistics.
   *
   * @param runningMean moved towards the batch's mean
   * @param runningVariance moved towards the batch's unbiased variance
   * @param mean filled with the batch's mean, for the gradient
   * @param inverseDeviation filled with {@code 1 / sqrt(variance + epsilon)}, for the gradient
   */
  void batchNormTraining(
      BatchNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer runningMean,
      Buffer runningVariance,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation);

  /**
   * {@code y = gamma · (x - mean) / sqrt(variance + epsilon) + beta} with given statistics; y may
   * be x.
   */
  void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y);

  /**
   * Gradients of {@link #batchNormTraining}: {@code xhat = (x - mean) · inverseDeviation; dbeta = Σ
   * dy; dgamma = Σ dy · xhat; dx = gamma · inverseDeviation · (dy - (dbeta + xhat · dgamma) /
   * rows)}; all three are overwritten.
   */
  void batchNormGradient(
      BatchNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta);

  /**
   * See {@link LayerNorm}.
   *
   * @param gamma {@code [features]}
   * @param beta {@code [features]}
   * @param mean {@code [rows]}, filled for the gradient
   * @param inverseDeviation {@code [rows]}, filled for the gradient
   */
  void layerNorm(
      LayerNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation);

  /**
   * Gradients of {@link #layerNorm}: with {@code g = dy · gamma}, {@code dx = inverseDeviation · (g
   * - mean(g) - xhat · mean(g · xhat))}; dgamma and dbeta {@code [features]} sum over the rows.
   */
  void layerNormGradient(
      LayerNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta);
}
