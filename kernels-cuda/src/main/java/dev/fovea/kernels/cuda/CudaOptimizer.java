package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_adam_step;
import dev.fovea.kernels.cuda.bindings.fovea_sgd_step;

/** Steps of optimisers, see {@link ElementwiseOps}. */
interface CudaOptimizer extends ElementwiseOps, CudaSupport {
  @Override
  default void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    var geometry = geometry(op, CudaOptimizer::nativeForm);
    var w = floats(weights);
    var g = floats(gradient);
    var v = op.momentum() == 0 ? null : floats(velocity);
    launch(
        "sgdStep",
        op,
        stream -> Kernels.fovea_sgd_step_float32(geometry, w, g, v, op.length(), stream),
        weights,
        gradient,
        velocity);
  }

  private static fovea_sgd_step nativeForm(SgdStep op) {
    return new fovea_sgd_step()
        .learning_rate(op.learningRate())
        .momentum(op.momentum())
        .weight_decay(op.weightDecay())
        .nesterov(op.nesterov() ? 1 : 0);
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    var geometry = nativeForm(op); // not kept: each step is another operation
    var w = floats(weights);
    var g = floats(gradient);
    var first = floats(firstMoment);
    var second = floats(secondMoment);
    launch(
        "adamStep",
        op,
        stream ->
            Kernels.fovea_adam_step_float32(geometry, w, g, first, second, op.length(), stream),
        weights,
        gradient,
        firstMoment,
        secondMoment);
  }

  private static fovea_adam_step nativeForm(AdamStep op) {
    return new fovea_adam_step()
        .learning_rate(op.learningRate())
        .beta1(op.beta1())
        .beta2(op.beta2())
        .epsilon(op.epsilon())
        .weight_decay(op.weightDecay())
        .decoupled(op.decoupled() ? 1 : 0)
        .step_size(op.stepSize())
        .root_correction(op.rootCorrection());
  }
}
