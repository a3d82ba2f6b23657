package dev.fovea.kernels.java;

import static dev.fovea.backend.memory.HostBuffer.segment;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.NormalizationOps;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.kernels.java.normalization.BatchNormalization;
import dev.fovea.kernels.java.normalization.LayerNormalization;

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
    new BatchNormalization(op, workers(), scratch())
        .train(
            segment(x),
            segment(gamma),
            segment(beta),
            segment(runningMean),
            segment(runningVariance),
            segment(y),
            segment(mean),
            segment(inverseDeviation));
  }

  @Override
  default void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    new BatchNormalization(op, workers(), scratch())
        .infer(
            segment(x),
            segment(gamma),
            segment(beta),
            segment(mean),
            segment(variance),
            segment(y));
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
    new BatchNormalization(op, workers(), scratch())
        .gradient(
            segment(x),
            segment(dy),
            segment(gamma),
            segment(mean),
            segment(inverseDeviation),
            segment(dx),
            segment(dgamma),
            segment(dbeta));
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
    LayerNormalization.run(
        op,
        segment(x),
        segment(gamma),
        segment(beta),
        segment(y),
        segment(mean),
        segment(inverseDeviation),
        workers());
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
    LayerNormalization.gradient(
        op,
        segment(x),
        segment(dy),
        segment(gamma),
        segment(mean),
        segment(inverseDeviation),
        segment(dx),
        segment(dgamma),
        segment(dbeta),
        workers(),
        scratch());
  }
}
