package dev.fovea.backend.reference;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.memory.HostBuffer;
import dev.fovea.backend.memory.HostMemory;
import dev.fovea.backend.op.Operation;
import java.lang.foreign.MemorySegment;

/**
 * The specification, on one thread. It computes in double throughout and rounds once, at the store;
 * float64 buffers let gradient checks take central differences without float's rounding.
 */
final class ReferenceBackend
    implements Backend,
        ReferenceContraction,
        ReferencePooling,
        ReferenceNormalization,
        ReferenceElementwise,
        ReferenceReduction,
        ReferenceShape,
        ReferenceFill {
  private final HostMemory memory;

  ReferenceBackend(long memoryLimit) {
    memory = new HostMemory(this, memoryLimit);
  }

  @Override
  public String name() {
    return ReferenceBackendProvider.NAME;
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public boolean supports(Operation operation, DataType type) {
    return type == DataType.FLOAT32 || type == DataType.FLOAT64;
  }

  @Override
  public Buffer allocate(DataType type, long length) {
    return memory.allocate(type, length);
  }

  @Override
  public void copyIn(MemorySegment source, Buffer target, long offset) {
    long start = offset * target.type().bytes();
    MemorySegment.copy(source, 0, HostBuffer.segment(target), start, source.byteSize());
  }

  @Override
  public void copyOut(Buffer source, long offset, MemorySegment target) {
    long start = offset * source.type().bytes();
    MemorySegment.copy(HostBuffer.segment(source), start, target, 0, target.byteSize());
  }

  @Override
  public void synchronize() {
    // Every operation has ended when its call returns.
  }

  @Override
  public MemoryStats memory() {
    return memory.stats();
  }

  @Override
  public void trim() {
    memory.trim();
  }

  @Override
  public void close() {
    memory.close();
  }
}
