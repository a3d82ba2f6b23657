package dev.fovea.engine.nn;

import static dev.fovea.backend.op.Unary.Kind.ABS;
import static dev.fovea.backend.op.Unary.Kind.SQUARE;

import dev.fovea.engine.autograd.Functions;
import dev.fovea.engine.tensor.Tensor;

/** What training makes small: one value per batch. */
public final class Losses {
  private Losses() {}

  /**
   * Mean cross-entropy of the rows of logits {@code [rows, classes]}.
   *
   * @param targets int32 class indices {@code [rows]}, or float weights {@code [rows, classes]}
   */
  public static Tensor crossEntropy(Tensor logits, Tensor targets) {
    return Functions.mean(Functions.crossEntropy(logits, targets));
  }

  /** {@code mean((x - target)²)} */
  public static Tensor meanSquaredError(Tensor x, Tensor target) {
    return Functions.mean(Functions.unary(SQUARE, Functions.subtract(x, target)));
  }

  /** {@code mean(|x - target|)} */
  public static Tensor meanAbsoluteError(Tensor x, Tensor target) {
    return Functions.mean(Functions.unary(ABS, Functions.subtract(x, target)));
  }
}
