package dev.fovea.backend;

/**
 * An element-wise activation that an {@link Epilogue} applies last.
 *
 * @param kind the function
 * @param slope the factor for negative inputs; read by {@link Kind#LEAKY_RELU} only
 */
public record Activation(Kind kind, float slope) {
  /** The functions an epilogue knows. */
  public enum Kind {
    /** {@code y = x} */
    IDENTITY,
    /** {@code y = max(x, 0)} */
    RELU,
    /** {@code y = x < 0 ? slope · x : x} */
    LEAKY_RELU,
    /** {@code y = 1 / (1 + exp(-x))} */
    SIGMOID,
    /** {@code y = tanh(x)} */
    TANH
  }

  /** {@code y = x} */
  public static final Activation IDENTITY = new Activation(Kind.IDENTITY, 0);

  /** {@code y = max(x, 0)} */
  public static final Activation RELU = new Activation(Kind.RELU, 0);

  /** {@code y = 1 / (1 + exp(-x))} */
  public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0);

  /** {@code y = tanh(x)} */
  public static final Activation TANH = new Activation(Kind.TANH, 0);

  /** {@code y = x < 0 ? slope · x : x} */
  public static Activation leakyRelu(float slope) {
    return new Activation(Kind.LEAKY_RELU, slope);
  }

  /** The function in double precision: the specification. */
  public double apply(double x) {
    return switch (kind) {
      case IDENTITY -> x;
      case RELU -> x > 0 || Double.isNaN(x) ? x : 0;
      case LEAKY_RELU -> x < 0 ? slope * x : x;
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
    };
  }
}
