package dev.fovea.backend;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.AdamSteps;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.SgdSteps;
import dev.fovea.backend.op.Unary;
import java.util.List;

/** Element by element. An output may be the same buffer as an input of its length. */
public interface ElementwiseOps {
  /** {@code y[i] = f(x[i])}, see {@link Unary}. */
  void unary(Unary op, Buffer x, Buffer y);

  /**
   * {@code dx[i] = f'(x[i]) · dy[i]}.
   *
   * @param x the function's input
   * @param y the function's result; some derivatives are cheaper from it
   */
  void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx);

  /** {@code y = f(a, b)} with broadcasting, see {@link Binary}. */
  void binary(Binary op, Buffer a, Buffer b, Buffer y);

  /** {@code y[i] = alpha · x[i] + beta · y[i]}, see {@link Axpby}. */
  void axpby(Axpby op, Buffer x, Buffer y);

  /** See {@link Dropout}; also its own gradient. */
  void dropout(Dropout op, RandomState random, Buffer x, Buffer y);

  /**
   * See {@link SgdStep}. Override only to fuse. The default works in {@code gradient}, whose
   * content is undefined afterwards.
   *
   * @param velocity null without momentum
   */
  default void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    long n = op.length();
    axpby(new Axpby(n, op.weightDecay(), 1), weights, gradient);
    if (op.momentum() == 0) {
      axpby(new Axpby(n, -op.learningRate(), 1), gradient, weights);
      return;
    }
    axpby(new Axpby(n, 1, op.momentum()), gradient, velocity);
    if (op.nesterov()) {
      axpby(new Axpby(n, op.momentum(), 1), velocity, gradient);
    }
    axpby(new Axpby(n, -op.learningRate(), 1), op.nesterov() ? gradient : velocity, weights);
  }

  /**
   * The steps of several parameters, each as {@link #sgdStep} has it. Override only to launch them
   * together.
   *
   * @param velocities empty without momentum
   */
  default void sgdSteps(
      SgdSteps op, List<Buffer> weights, List<Buffer> gradients, List<Buffer> velocities) {
    for (int i = 0; i < op.steps().size(); i++) {
      var velocity = velocities.isEmpty() ? null : velocities.get(i);
      sgdStep(op.steps().get(i), weights.get(i), gradients.get(i), velocity);
    }
  }

  /** See {@link AdamStep}. The content of {@code gradient} is undefined afterwards. */
  void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment);

  /**
   * The steps of several parameters, each as {@link #adamStep} has it. Override only to launch them
   * together.
   */
  default void adamSteps(
      AdamSteps op,
      List<Buffer> weights,
      List<Buffer> gradients,
      List<Buffer> firstMoments,
      List<Buffer> secondMoments) {
    for (int i = 0; i < op.steps().size(); i++) {
      adamStep(
          op.steps().get(i),
          weights.get(i),
          gradients.get(i),
          firstMoments.get(i),
          secondMoments.get(i));
    }
  }
}
