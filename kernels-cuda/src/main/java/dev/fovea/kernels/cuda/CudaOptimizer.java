package dev.fovea.kernels.cuda;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.AdamSteps;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.SgdSteps;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_adam_parameter;
import dev.fovea.kernels.cuda.bindings.fovea_adam_step;
import dev.fovea.kernels.cuda.bindings.fovea_sgd_parameter;
import dev.fovea.kernels.cuda.bindings.fovea_sgd_step;
import dev.fovea.kernels.cuda.memory.DeviceBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Steps of optimisers, see {@link ElementwiseOps}: one launch for all parameters, whose addresses
 * and numbers are its arguments. A step that differs from the last one, say in its learning rate,
 * is therefore one launch as well.
 */
interface CudaOptimizer extends ElementwiseOps, CudaSupport {
  @Override
  default void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    List<Buffer> velocities = op.momentum() == 0 ? List.of() : List.of(velocity);
    sgdSteps(new SgdSteps(List.of(op)), List.of(weights), List.of(gradient), velocities);
  }

  @Override
  default void sgdSteps(
      SgdSteps op, List<Buffer> weights, List<Buffer> gradients, List<Buffer> velocities) {
    var w = pointers(weights);
    var g = pointers(gradients);
    var v = pointers(velocities);
    launch(
        "sgdSteps",
        op,
        stream -> {
          try (var parameters = nativeForm(op, w, g, v)) {
            return Kernels.fovea_sgd_steps_float32(w.size(), parameters, stream);
          }
        },
        operands(List.of(weights, gradients, velocities)));
  }

  private static List<FloatPointer> pointers(List<Buffer> buffers) {
    return buffers.stream().map(DeviceBuffer::floats).toList();
  }

  private static Buffer[] operands(List<List<Buffer>> lists) {
    return lists.stream().flatMap(List::stream).toArray(Buffer[]::new);
  }

  private static fovea_sgd_parameter nativeForm(
      SgdSteps op, List<FloatPointer> w, List<FloatPointer> g, List<FloatPointer> v) {
    var parameters = new fovea_sgd_parameter(w.size());
    for (int i = 0; i < w.size(); i++) {
      var step = op.steps().get(i);
      var parameter = parameters.getPointer(i).w(w.get(i)).gradient(g.get(i)).length(step.length());
      parameter.velocity(v.isEmpty() ? null : v.get(i));
      fill(parameter.step(), step);
    }
    return parameters;
  }

  private static void fill(fovea_sgd_step to, SgdStep op) {
    to.learning_rate(op.learningRate())
        .momentum(op.momentum())
        .weight_decay(op.weightDecay())
        .nesterov(op.nesterov() ? 1 : 0);
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    adamSteps(
        new AdamSteps(List.of(op)),
        List.of(weights),
        List.of(gradient),
        List.of(firstMoment),
        List.of(secondMoment));
  }

  @Override
  default void adamSteps(
      AdamSteps op,
      List<Buffer> weights,
      List<Buffer> gradients,
      List<Buffer> firstMoments,
      List<Buffer> secondMoments) {
    var w = pointers(weights);
    var g = pointers(gradients);
    var first = pointers(firstMoments);
    var second = pointers(secondMoments);
    launch(
        "adamSteps",
        op,
        stream -> {
          try (var parameters = nativeForm(op, w, g, first, second)) {
            return Kernels.fovea_adam_steps_float32(w.size(), parameters, stream);
          }
        },
        operands(List.of(weights, gradients, firstMoments, secondMoments)));
  }

  private static fovea_adam_parameter nativeForm(
      AdamSteps op,
      List<FloatPointer> w,
      List<FloatPointer> g,
      List<FloatPointer> first,
      List<FloatPointer> second) {
    var parameters = new fovea_adam_parameter(w.size());
    for (int i = 0; i < w.size(); i++) {
      var step = op.steps().get(i);
      var parameter = parameters.getPointer(i).w(w.get(i)).gradient(g.get(i)).length(step.length());
      parameter.first(first.get(i)).second(second.get(i));
      fill(parameter.step(), step);
    }
    return parameters;
  }

  private static void fill(fovea_adam_step to, AdamStep op) {
    to.learning_rate(op.learningRate())
        .beta1(op.beta1())
        .beta2(op.beta2())
        .epsilon(op.epsilon())
        .weight_decay(op.weightDecay())
        .decoupled(op.decoupled() ? 1 : 0)
        .step_size(op.stepSize())
        .root_correction(op.rootCorrection());
  }
}
