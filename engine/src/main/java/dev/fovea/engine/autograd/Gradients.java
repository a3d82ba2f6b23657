package dev.fovea.engine.autograd;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Axpby;
import dev.fovea.engine.tensor.Tensor;
import java.util.function.Consumer;

/** How a pullback hands on gradients: each input's contributions add up in its tensor. */
public final class Gradients {
  private Gradients() {}

  /** Whether anyone needs this input's gradient. */
  public static boolean wanted(Tensor input) {
    return input != null && input.requiresGradient();
  }

  /**
   * Adds what a kernel computes, and doesn't run it if nobody needs it.
   *
   * @param kernel overwrites a buffer of the input's shape with the contribution
   */
  public static void add(Tensor input, Consumer<Buffer> kernel) {
    if (wanted(input)) {
      var contribution = input.emptyLike();
      kernel.accept(contribution.buffer());
      add(input, contribution);
    }
  }

  /** Adds a tensor of the input's shape, which belongs to the input from now on. */
  public static void add(Tensor input, Tensor contribution) {
    if (!wanted(input)) {
      contribution.close();
      return;
    }
    var sum = input.gradient();
    if (sum == null) {
      input.gradient(contribution);
      return;
    }
    if (sum.isShared()) { // another tensor shows these values: they may not change
      var own = sum.copy();
      input.clearGradient();
      input.gradient(own);
      sum = own;
    }
    var add = new Axpby(sum.elements(), 1, 1);
    sum.backend().axpby(add, contribution.buffer(), sum.buffer());
    contribution.close();
  }
}
