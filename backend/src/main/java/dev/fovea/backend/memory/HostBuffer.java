package dev.fovea.backend.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/** A buffer in a block of a {@link HostMemory}. */
public final class HostBuffer implements Buffer {
  private final Backend backend;
  private final DataType type;
  private final long length;
  private final MemorySegment segment;
  private final Cleaner.Cleanable release;
  private final HostMemory.Lease lease;

  HostBuffer(
      Backend backend,
      DataType type,
      long length,
      MemorySegment segment,
      HostMemory.Lease lease,
      Cleaner cleaner) {
    this.backend = backend;
    this.type = type;
    this.length = length;
    this.segment = segment;
    this.lease = lease;
    this.release = cleaner.register(this, lease);
  }

  /** The memory behind a buffer of a backend that computes on the CPU: exactly its elements. */
  public static MemorySegment segment(Buffer buffer) {
    return ((HostBuffer) buffer).segment;
  }

  @Override
  public Backend backend() {
    return backend;
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
    return lease.ended();
  }

  @Override
  public void close() {
    lease.end();
    release.clean();
  }

  @Override
  public String toString() {
    return type + "[" + length + "]";
  }
}
