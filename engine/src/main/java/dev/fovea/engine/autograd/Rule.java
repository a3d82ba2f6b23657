package dev.fovea.engine.autograd;

import dev.fovea.engine.tensor.Tensor;
import java.util.List;

/**
 * One call of one differentiable operation: how it is computed, and how a gradient is pulled back
 * through it. An operation of one's own is a small record that implements this; {@link Tape#apply}
 * runs it.
 */
public interface Rule {
  /** The tensors that a gradient may flow to; missing operands (no bias) may be null. */
  List<Tensor> inputs();

  /** Computes the result, a new tensor. Called once. */
  Tensor forward();

  /**
   * Adds to the inputs' gradients, see {@link Gradients}. Called at most once; what forward saved
   * for it may be closed at its end.
   *
   * @param y the result of {@link #forward}
   * @param dy gradient of the loss by y, of y's shape; not to be changed if it {@link
   *     Tensor#isShared}
   */
  void pullback(Tensor y, Tensor dy);
}
