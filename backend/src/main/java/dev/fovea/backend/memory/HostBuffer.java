package dev.fovea.backend.memory;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import java.lang.foreign.MemorySegment;

/** A buffer in a block of a {@link HostMemory}. */
public final class HostBuffer extends PooledBuffer {
  private final MemorySegment segment;

  HostBuffer(Backend backend, DataType type, long length, BlockPool<HostMemory.Block>.Lease lease) {
    super(backend, type, length, lease);
    segment = lease.block().segment().asSlice(0, length * type.bytes());
  }

  /** The memory behind a buffer of a backend that computes on the CPU: exactly its elements. */
  public static MemorySegment segment(Buffer buffer) {
    return ((HostBuffer) buffer).segment;
  }
}
