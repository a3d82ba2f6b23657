package dev.fovea.engine.graph;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;

/** A buffer of a {@link Recorder}: a type and a length, and no memory. */
public final class Value implements Buffer, Operand {
  private final Recorder recorder;
  private final DataType type;
  private final long length;
  private boolean closed;

  Value(Recorder recorder, DataType type, long length) {
    this.recorder = recorder;
    this.type = type;
    this.length = length;
  }

  @Override
  public Backend backend() {
    return recorder;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return type + "[" + length + "]";
  }
}
