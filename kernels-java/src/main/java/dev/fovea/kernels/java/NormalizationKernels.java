package dev.fovea.kernels.java;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.NormalizationOps;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;

/** Batch and layer normalisation, see {@link NormalizationOps}. */
interface NormalizationKernels extends NormalizationOps, KernelSupport {
  @Override
  default void batchNormTraining(
      BatchNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer runningMean,
      Buffer runningVariance,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void batchNormGradient(
      BatchNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void layerNorm(
      LayerNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void layerNormGradient(
      LayerNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    throw new UnsupportedOperationException();
  }
}
