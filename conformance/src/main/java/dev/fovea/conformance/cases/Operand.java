package dev.fovea.conformance.cases;

import dev.fovea.backend.DataType;

/**
 * A tensor that a case hands to an operation.
 *
 * @param name as the SPI's parameter is called
 * @param role what the operation does with it
 * @param type {@code FLOAT32} (floats are widened where a check needs {@code FLOAT64}) or {@code
 *     INT32}
 * @param values initial content, exact in that type
 */
public record Operand(String name, Role role, DataType type, double[] values) {
  /** What an operation does with an operand. */
  public enum Role {
    /** Reads it and leaves it as it is. */
    INPUT,
    /** Input that the other backend computes first, such as saved statistics. */
    PREPARED,
    /** Writes every element that its geometry covers; holds NaN before. */
    OUTPUT,
    /** Reads and writes it. */
    IN_OUT,
    /** Reads it and may leave anything in it. */
    SCRATCH
  }

  /** Whether its content afterwards is compared. */
  public boolean isResult() {
    return role == Role.OUTPUT || role == Role.IN_OUT;
  }

  /** The same with other content, and a role where it is only read. */
  Operand holding(double[] content) {
    return new Operand(name, role, type, content);
  }
}
