package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

/**
 * An element-wise function of one tensor: {@code y[i] = f(x[i])}; its gradient is {@code dx[i] =
 * f'(x[i]) · dy[i]}, with the derivative of ReLU, leaky ReLU and abs at 0 taken as {@code f'(0-)},
 * 0, {@code slope} and 0.
 *
 * @param kind the function
 * @param length elements
 * @param alpha the slope of LEAKY_RELU, the factor of AFFINE; else unused
 * @param beta the addend of AFFINE; else unused
 */
public record Unary(Kind kind, long length, float alpha, float beta) implements Operation {
  /** The functions. */
  public enum Kind {
    /** {@code max(x, 0)} */
    RELU,
    /** {@code x > 0 ? x : alpha · x} */
    LEAKY_RELU,
    /** {@code 1 / (1 + exp(-x))} */
    SIGMOID,
    /** {@code tanh(x)} */
    TANH,
    /** {@code exp(x)} */
    EXP,
    /** {@code ln(x)} */
    LOG,
    /** {@code sqrt(x)} */
    SQRT,
    /** {@code x²} */
    SQUARE,
    /** {@code |x|} */
    ABS,
    /** {@code 1 / x} */
    RECIPROCAL,
    /** {@code alpha · x + beta} */
    AFFINE
  }

  /** Checks the length. */
  public Unary {
    require(length >= 1, "unary: length must be positive: length=%d", length);
  }

  /** A function without parameters. */
  public static Unary of(Kind kind, long length) {
    return new Unary(kind, length, 0, 0);
  }

  @Override
  public String operation() {
    return switch (kind) {
      case LEAKY_RELU -> "leakyRelu";
      default -> kind.name().toLowerCase(java.util.Locale.ROOT);
    };
  }
}
