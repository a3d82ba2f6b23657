package dev.fovea.backend;

import static dev.fovea.backend.OperandCheck.owned;
import static dev.fovea.backend.OperandCheck.range;
import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Operation;
import java.lang.foreign.MemorySegment;

/** Checks every operand, then delegates. No kernel needs to check again. */
final class CheckedBackend
    implements Backend,
        CheckedContraction,
        CheckedPooling,
        CheckedNormalization,
        CheckedElementwise,
        CheckedReduction,
        CheckedShape,
        CheckedFill {
  private final Backend backend;

  CheckedBackend(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Backend unchecked() {
    return backend;
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public int threads() {
    return backend.threads();
  }

  @Override
  public Precision precision() {
    return backend.precision();
  }

  @Override
  public boolean supports(Operation operation, DataType type) {
    return backend.supports(operation, type);
  }

  @Override
  public Buffer allocate(DataType type, long length) {
    require(
        length >= 0 && length <= Long.MAX_VALUE / 16,
        "allocate: length out of range: length=%d",
        length);
    return backend.allocate(type, length);
  }

  @Override
  public PreparedConv2d prepare(Conv2d op, Buffer w) {
    check(op).input("w", w, op.weights().elements());
    return new CheckedPreparedConv2d(backend, backend.prepare(op, w));
  }

  @Override
  public void copyIn(MemorySegment source, Buffer target, long offset) {
    owned(backend, "copyIn", "target", target);
    require(
        source.byteSize() % target.type().bytes() == 0,
        "copyIn: not whole elements: source=%d bytes, type=%s",
        source.byteSize(),
        target.type());
    range(backend, "copyIn", "target", target, offset, source.byteSize() / target.type().bytes());
    backend.copyIn(source, target, offset);
  }

  @Override
  public void copyOut(Buffer source, long offset, MemorySegment target) {
    owned(backend, "copyOut", "source", source);
    require(
        target.byteSize() % source.type().bytes() == 0,
        "copyOut: not whole elements: target=%d bytes, type=%s",
        target.byteSize(),
        source.type());
    range(backend, "copyOut", "source", source, offset, target.byteSize() / source.type().bytes());
    backend.copyOut(source, offset, target);
  }

  @Override
  public void repeat(Object key, Runnable calls) {
    backend.repeat(key, calls);
  }

  @Override
  public void synchronize() {
    backend.synchronize();
  }

  @Override
  public MemoryStats memory() {
    return backend.memory();
  }

  @Override
  public void trim() {
    backend.trim();
  }

  @Override
  public void close() {
    backend.close();
  }
}
