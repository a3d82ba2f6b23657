package dev.fovea.backend;

import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.NonMaximumSuppression;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Softmax;

/**
 * Sums, extrema, choices among them, and the row-wise functions built on them. Deterministic for
 * any thread count.
 */
public interface ReductionOps {
  /** See {@link Reduce}. */
  void reduce(Reduce op, Buffer x, Buffer y);

  /** See {@link ArgMax}; y is int32. */
  void argMax(ArgMax op, Buffer x, Buffer y);

  /**
   * See {@link NonMaximumSuppression}.
   *
   * @param boxes {@code [count,4]}
   * @param scores {@code [count]}
   * @param kept int32 {@code [count]}
   */
  void nonMaximumSuppression(NonMaximumSuppression op, Buffer boxes, Buffer scores, Buffer kept);

  /** See {@link Softmax}; y may be x. */
  void softmax(Softmax op, Buffer x, Buffer y);

  /**
   * Softmax: {@code dx = y · (dy - Σ dy·y)}; log-softmax: {@code dx = dy - exp(y) · Σ dy}; dx may
   * be y or dy.
   *
   * @param y the function's result
   */
  void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx);

  /** See {@link CrossEntropy}; losses {@code [rows]}. */
  void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses);

  /**
   * {@code dlogits[r,c] = dlosses[r] · (softmax(logits)[r,c] · Σ target[r,·] - target[r,c])};
   * dlogits may be the logits.
   *
   * @param dlosses {@code [rows]}
   */
  void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits);
}
