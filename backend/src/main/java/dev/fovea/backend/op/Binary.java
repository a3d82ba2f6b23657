package dev.fovea.backend.op;

import java.util.Locale;

/**
 * Element-wise arithmetic of two tensors with broadcasting: {@code y = f(a, b)}, shapes aligned at
 * the last axis, sizes equal or 1.
 *
 * @param kind the function
 * @param a shape of the first operand
 * @param b shape of the second operand
 */
public record Binary(Kind kind, Shape a, Shape b) implements Operation {
  /** The functions. */
  public enum Kind {
    /** {@code a + b} */
    ADD,
    /** {@code a - b} */
    SUBTRACT,
    /** {@code a · b} */
    MULTIPLY,
    /** {@code a / b} */
    DIVIDE,
    /** the larger; NaN if either is */
    MAXIMUM,
    /** the smaller; NaN if either is */
    MINIMUM
  }

  /** Checks that the shapes broadcast. */
  public Binary {
    a.broadcast(b);
  }

  /** The shape both broadcast to. */
  public Shape output() {
    return a.broadcast(b);
  }

  @Override
  public String operation() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
