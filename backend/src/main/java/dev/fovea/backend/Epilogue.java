package dev.fovea.backend;

/**
 * What a GEMM or a convolution does to each result before it stores it: {@code y =
 * activation(result + bias[column] + addend[row, column])}. One pass instead of three, because a
 * second pass over memory costs more than the arithmetic.
 *
 * @param bias one value per output column or channel, or null
 * @param addend a tensor of the output's shape, added before the activation, or null
 * @param activation applied last
 */
public record Epilogue(Buffer bias, Buffer addend, Activation activation) {
  /** Stores the result as it is. */
  public static final Epilogue NONE = new Epilogue(null, null, Activation.IDENTITY);

  /** Adds {@code bias} to every row. */
  public static Epilogue bias(Buffer bias) {
    return new Epilogue(bias, null, Activation.IDENTITY);
  }

  /** The same with a residual addend. */
  public Epilogue add(Buffer addend) {
    return new Epilogue(bias, addend, activation);
  }

  /** The same with another activation. */
  public Epilogue activation(Activation activation) {
    return new Epilogue(bias, addend, activation);
  }

  /** The same, then {@code max(·, 0)}. */
  public Epilogue relu() {
    return activation(Activation.RELU);
  }

  /** Whether it changes nothing. */
  public boolean isNone() {
    return bias == null && addend == null && activation.kind() == Activation.Kind.IDENTITY;
  }
}
