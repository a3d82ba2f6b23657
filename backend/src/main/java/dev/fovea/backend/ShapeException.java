package dev.fovea.backend;

/** Geometry or operands that don't fit: {@code operation: rule: values}. */
public final class ShapeException extends FoveaException {
  private static final long serialVersionUID = 1L;

  /** A broken rule, as {@code operation: rule: values}. */
  public ShapeException(String message) {
    super(message);
  }

  /**
   * Throws unless the rule holds.
   *
   * @param holds whether the rule holds
   * @param format the message, {@code operation: rule: name=%s}, for {@link String#format}
   * @param values what to put into the message
   */
  public static void require(boolean holds, String format, Object... values) {
    if (!holds) {
      throw new ShapeException(String.format(format, values));
    }
  }
}
