package dev.fovea.kernels.cuda;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Operation;
import dev.fovea.kernels.cuda.calls.CallQueue;
import dev.fovea.kernels.cuda.memory.DeviceBuffer;
import dev.fovea.kernels.cuda.memory.DeviceMemory;
import dev.fovea.kernels.cuda.memory.Staging;
import dev.fovea.kernels.cuda.runtime.Stream;
import java.lang.foreign.MemorySegment;

/** A GPU as a device: float32 kernels, one interface per family, on one stream. */
final class CudaBackend
    implements Backend,
        CudaContraction,
        CudaPooling,
        CudaNormalization,
        CudaElementwise,
        CudaOptimizer,
        CudaReduction,
        CudaShape,
        CudaSampling,
        CudaFill {
  private final String name;
  private final Precision precision;
  private final Stream stream = new Stream();
  private final CallQueue calls = new CallQueue(stream, Boolean.getBoolean("fovea.cuda.sync"));
  private final Geometries geometries = new Geometries();
  private final Staging staging = new Staging(stream);
  private final DeviceMemory memory;
  private final ContractionStructs contractions;

  CudaBackend(String name, BackendOptions options) {
    this.name = name;
    precision = options.precision();
    contractions = new ContractionStructs(precision);
    memory = new DeviceMemory(this, options.memoryLimit(), calls::flush);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public CallQueue calls() {
    return calls;
  }

  @Override
  public Geometries geometries() {
    return geometries;
  }

  @Override
  public ContractionStructs contractions() {
    return contractions;
  }

  @Override
  public boolean supports(Operation operation, DataType type) {
    return type == DataType.FLOAT32;
  }

  @Override
  public Buffer allocate(DataType type, long length) {
    return memory.allocate(type, length);
  }

  @Override
  public void copyIn(MemorySegment source, Buffer target, long offset) {
    calls.flush();
    staging.in(source, DeviceBuffer.at(target, offset));
  }

  @Override
  public void copyOut(Buffer source, long offset, MemorySegment target) {
    calls.flush();
    staging.out(DeviceBuffer.at(source, offset), target);
  }

  @Override
  public void repeat(Object key, Runnable calls) {
    this.calls.repeat(key, calls);
  }

  @Override
  public void synchronize() {
    calls.flush();
    stream.synchronize();
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
    stream.synchronize();
    calls.close();
    staging.close();
    memory.close();
    stream.close();
  }
}
