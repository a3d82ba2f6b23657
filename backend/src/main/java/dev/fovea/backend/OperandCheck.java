package dev.fovea.backend;

import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the operands of one call: owner, liveness, type, length, and that no output is another
 * operand as well. All float operands have the type of the first; inputs are named before outputs.
 */
final class OperandCheck {
  private final Backend backend;
  private final Operation op;
  private final List<Operand> operands = new ArrayList<>();
  private DataType floats;

  private record Operand(String name, Buffer buffer) {}

  OperandCheck(Backend backend, Operation op) {
    this.backend = backend;
    this.op = op;
  }

  /** A float operand that is read. */
  OperandCheck input(String name, Buffer buffer, long length) {
    owned(backend, op.operation(), name, buffer);
    if (floats == null) {
      floats = buffer.type();
      require(
          floats.isFloat() && backend.supports(op, floats),
          "%s: type not supported by %s: %s=%s",
          op.operation(),
          backend.name(),
          name,
          floats);
    }
    return typed(name, buffer, floats, length);
  }

  /** An int32 operand that is read. */
  OperandCheck indices(String name, Buffer buffer, long length) {
    owned(backend, op.operation(), name, buffer);
    return typed(name, buffer, DataType.INT32, length);
  }

  /** A float operand that is written, or both read and written. */
  OperandCheck output(String name, Buffer buffer, long length, Buffer... mayBe) {
    var allowed = List.of(mayBe);
    for (var other : operands) {
      if (other.buffer == buffer) { // rare: lists of operands have many pairs
        require(
            allowed.stream().anyMatch(input -> input == buffer),
            "%s: an output must not be another operand: %s=%s",
            op.operation(),
            name,
            other.name);
      }
    }
    return input(name, buffer, length);
  }

  /** An epilogue for results of {@code length} elements with {@code columns} to a row. */
  OperandCheck epilogue(Epilogue epilogue, long columns, long length) {
    require(epilogue != null, "%s: operand missing: epilogue", op.operation());
    if (epilogue.bias() != null) {
      input("bias", epilogue.bias(), columns);
    }
    if (epilogue.addend() != null) {
      input("addend", epilogue.addend(), length);
    }
    return this;
  }

  private OperandCheck typed(String name, Buffer buffer, DataType type, long length) {
    require(
        buffer.type() == type,
        "%s: wrong type: %s=%s, expected=%s",
        op.operation(),
        name,
        buffer.type(),
        type);
    require(
        buffer.length() >= length,
        "%s: buffer too short: %s=%d elements, needed=%d",
        op.operation(),
        name,
        buffer.length(),
        length);
    operands.add(new Operand(name, buffer));
    return this;
  }

  /** A live buffer of this backend. */
  static void owned(Backend backend, String operation, String name, Buffer buffer) {
    require(buffer != null, "%s: operand missing: %s", operation, name);
    require(
        buffer.backend() == backend,
        "%s: buffer of another backend: %s is on %s, this is %s",
        operation,
        name,
        buffer.backend().name(),
        backend.name());
    require(!buffer.isClosed(), "%s: buffer is closed: %s", operation, name);
  }

  /** A range inside a live buffer of this backend. */
  static void range(
      Backend backend, String operation, String name, Buffer buffer, long offset, long length) {
    owned(backend, operation, name, buffer);
    require(
        offset >= 0 && length >= 0 && length <= buffer.length() - offset,
        "%s: range outside the buffer: %s=%d elements, offset=%d, length=%d",
        operation,
        name,
        buffer.length(),
        offset,
        length);
  }
}
