package dev.fovea.backend.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import java.lang.ref.Cleaner;

/** A buffer in a block of a {@link BlockPool}. */
public abstract class PooledBuffer implements Buffer {
  private final Backend backend;
  private final DataType type;
  private final long length;
  private final BlockPool<?>.Lease lease;
  private final Cleaner.Cleanable release;

  /** A buffer that gives its block back when it is closed. */
  @SuppressWarnings("this-escape") // the cleaner never looks at what it watches
  protected PooledBuffer(Backend backend, DataType type, long length, BlockPool<?>.Lease lease) {
    this.backend = backend;
    this.type = type;
    this.length = length;
    this.lease = lease;
    release = lease.endWith(this);
  }

  @Override
  public final Backend backend() {
    return backend;
  }

  @Override
  public final DataType type() {
    return type;
  }

  @Override
  public final long length() {
    return length;
  }

  @Override
  public final boolean isClosed() {
    return lease.ended();
  }

  @Override
  public final void close() {
    lease.end();
    release.clean();
  }

  @Override
  public String toString() {
    return type + "[" + length + "]";
  }
}
