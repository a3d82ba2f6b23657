package dev.fovea.backend;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;

/** Normalisation, behind a check of its operands. */
interface CheckedNormalization extends NormalizationOps, Unchecked {
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
    check(op)
        .input("x", x, op.length())
        .input("gamma", gamma, op.channels())
        .input("beta", beta, op.channels())
        .output("runningMean", runningMean, op.channels())
        .output("runningVariance", runningVariance, op.channels())
        .output("y", y, op.length())
        .output("mean", mean, op.channels())
        .output("inverseDeviation", inverseDeviation, op.channels());
    unchecked()
        .batchNormTraining(
            op, x, gamma, beta, runningMean, runningVariance, y, mean, inverseDeviation);
  }

  @Override
  default void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    check(op)
        .input("x", x, op.length())
        .input("gamma", gamma, op.channels())
        .input("beta", beta, op.channels())
        .input("mean", mean, op.channels())
        .input("variance", variance, op.channels())
        .output("y", y, op.length(), x);
    unchecked().batchNormInference(op, x, gamma, beta, mean, variance, y);
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
    check(op)
        .input("x", x, op.length())
        .input("dy", dy, op.length())
        .input("gamma", gamma, op.channels())
        .input("mean", mean, op.channels())
        .input("inverseDeviation", inverseDeviation, op.channels())
        .output("dx", dx, op.length())
        .output("dgamma", dgamma, op.channels())
        .output("dbeta", dbeta, op.channels());
    unchecked().batchNormGradient(op, x, dy, gamma, mean, inverseDeviation, dx, dgamma, dbeta);
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
    check(op)
        .input("x", x, op.length())
        .input("gamma", gamma, op.features())
        .input("beta", beta, op.features())
        .output("y", y, op.length())
        .output("mean", mean, op.rows())
        .output("inverseDeviation", inverseDeviation, op.rows());
    unchecked().layerNorm(op, x, gamma, beta, y, mean, inverseDeviation);
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
    check(op)
        .input("x", x, op.length())
        .input("dy", dy, op.length())
        .input("gamma", gamma, op.features())
        .input("mean", mean, op.rows())
        .input("inverseDeviation", inverseDeviation, op.rows())
        .output("dx", dx, op.length())
        .output("dgamma", dgamma, op.features())
        .output("dbeta", dbeta, op.features());
    unchecked().layerNormGradient(op, x, dy, gamma, mean, inverseDeviation, dx, dgamma, dbeta);
  }
}
