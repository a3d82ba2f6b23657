package dev.fovea.kernels.java.gemm;

import dev.fovea.backend.Activation;
import java.lang.foreign.MemorySegment;

/**
 * Where results go and what happens to them on the way: {@code y = activation(alpha · result + beta
 * · y + bias[column] + addend)}. When beta is 0, y is never read: it may hold NaN.
 *
 * @param y target
 * @param rowBytes bytes between rows of y
 * @param alpha factor of the result
 * @param beta factor of y's old value
 * @param bias one value per column, with room for a whole vector after the last; or null
 * @param addend lies like y; or null
 * @param activation applied last
 */
public record Output(
    MemorySegment y,
    long rowBytes,
    float alpha,
    float beta,
    float[] bias,
    MemorySegment addend,
    Activation activation) {

  /** Overwrites y with the results. */
  public static Output overwrite(MemorySegment y, long rowBytes) {
    return new Output(y, rowBytes, 1, 0, null, null, Activation.IDENTITY);
  }

  /**
   * The part of a sum in blocks that one block does: the first scales y's old value, the last
   * applies the epilogue.
   */
  public Output block(boolean first, boolean last) {
    if (first && last) {
      return this;
    }
    return new Output(
        y,
        rowBytes,
        alpha,
        first ? beta : 1,
        last ? bias : null,
        last ? addend : null,
        last ? activation : Activation.IDENTITY);
  }

  /** Whether results are stored as they are. */
  public boolean isPlain() {
    return alpha == 1
        && beta == 0
        && bias == null
        && addend == null
        && activation.kind() == Activation.Kind.IDENTITY;
  }

  /** Whether y is {@code relu(result + bias)} or a part of that, as in most layers. */
  public boolean isBiasAndRelu() {
    var kind = activation.kind();
    return alpha == 1
        && beta == 0
        && addend == null
        && (kind == Activation.Kind.RELU || kind == Activation.Kind.IDENTITY);
  }

  /** Whether results are added to y as they are. */
  boolean isSum() {
    return alpha == 1
        && beta == 1
        && bias == null
        && addend == null
        && activation.kind() == Activation.Kind.IDENTITY;
  }

  /** The same with another bias and distance between rows. */
  public Output with(float[] bias, long rowBytes) {
    return new Output(y, rowBytes, alpha, beta, bias, addend, activation);
  }

  /** The same, added to y's old value. */
  public Output accumulate() {
    return new Output(y, rowBytes, alpha, 1, bias, addend, activation);
  }
}
