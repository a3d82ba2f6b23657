package dev.fovea.kernels.cuda;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.NormalizationOps;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.Operation;

/** Normalisation, see {@link NormalizationOps}. */
interface CudaNormalization extends NormalizationOps, CudaSupport {
  /** Whether it has kernels for an operation. */
  static boolean has(Operation op) {
    return false;
  }

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
    throw CudaSupport.missing(op);
  }

  @Override
  default void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    throw CudaSupport.missing(op);
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
    throw CudaSupport.missing(op);
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
    throw CudaSupport.missing(op);
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
    throw CudaSupport.missing(op);
  }
}
