package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.NormalizationOps;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_batch_norm;

/** Normalisation, see {@link NormalizationOps}. */
interface CudaNormalization extends NormalizationOps, CudaSupport {
  private static fovea_batch_norm nativeForm(BatchNorm op) {
    return new fovea_batch_norm()
        .rows(op.rows())
        .channels(op.channels())
        .epsilon(op.epsilon())
        .momentum(op.momentum());
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
    var geometry = geometry(op, CudaNormalization::nativeForm);
    var from = floats(x);
    var scale = floats(gamma);
    var shift = floats(beta);
    var movingMean = floats(runningMean);
    var movingVariance = floats(runningVariance);
    var to = floats(y);
    var center = floats(mean);
    var inverse = floats(inverseDeviation);
    try (var workspace = workspace(Kernels.fovea_batch_norm_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          "batchNormTraining",
          op,
          stream ->
              Kernels.fovea_batch_norm_training_float32(
                  geometry,
                  from,
                  scale,
                  shift,
                  movingMean,
                  movingVariance,
                  to,
                  center,
                  inverse,
                  scratch,
                  stream),
          x,
          gamma,
          beta,
          runningMean,
          runningVariance,
          y,
          mean,
          inverseDeviation,
          workspace);
    }
  }

  @Override
  default void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    var geometry = geometry(op, CudaNormalization::nativeForm);
    var from = floats(x);
    var scale = floats(gamma);
    var shift = floats(beta);
    var center = floats(mean);
    var spread = floats(variance);
    var to = floats(y);
    launch(
        "batchNormInference",
        op,
        stream ->
            Kernels.fovea_batch_norm_inference_float32(
                geometry, from, scale, shift, center, spread, to, stream),
        x,
        gamma,
        beta,
        mean,
        variance,
        y);
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
    var geometry = geometry(op, CudaNormalization::nativeForm);
    var input = floats(x);
    var from = floats(dy);
    var scale = floats(gamma);
    var center = floats(mean);
    var inverse = floats(inverseDeviation);
    var to = floats(dx);
    var toGamma = floats(dgamma);
    var toBeta = floats(dbeta);
    try (var workspace = workspace(Kernels.fovea_batch_norm_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          "batchNormGradient",
          op,
          stream ->
              Kernels.fovea_batch_norm_gradient_float32(
                  geometry, input, from, scale, center, inverse, to, toGamma, toBeta, scratch,
                  stream),
          x,
          dy,
          gamma,
          mean,
          inverseDeviation,
          dx,
          dgamma,
          dbeta,
          workspace);
    }
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
    var from = floats(x);
    var scale = floats(gamma);
    var shift = floats(beta);
    var to = floats(y);
    var center = floats(mean);
    var inverse = floats(inverseDeviation);
    launch(
        "layerNorm",
        op,
        stream ->
            Kernels.fovea_layer_norm_float32(
                op.rows(),
                op.features(),
                op.epsilon(),
                from,
                scale,
                shift,
                to,
                center,
                inverse,
                stream),
        x,
        gamma,
        beta,
        y,
        mean,
        inverseDeviation);
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
    var input = floats(x);
    var from = floats(dy);
    var scale = floats(gamma);
    var center = floats(mean);
    var inverse = floats(inverseDeviation);
    var to = floats(dx);
    var toGamma = floats(dgamma);
    var toBeta = floats(dbeta);
    long bytes = Kernels.fovea_layer_norm_gradient_workspace(op.rows(), op.features());
    try (var workspace = workspace(bytes)) {
      var scratch = floats(workspace);
      launch(
          "layerNormGradient",
          op,
          stream ->
              Kernels.fovea_layer_norm_gradient_float32(
                  op.rows(),
                  op.features(),
                  input,
                  from,
                  scale,
                  center,
                  inverse,
                  to,
                  toGamma,
                  toBeta,
                  scratch,
                  stream),
          x,
          dy,
          gamma,
          mean,
          inverseDeviation,
          dx,
          dgamma,
          dbeta,
          workspace);
    }
  }
}
