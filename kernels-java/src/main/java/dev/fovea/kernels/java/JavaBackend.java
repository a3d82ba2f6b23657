package dev.fovea.kernels.java;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.MemoryStats;
import dev.fovea.backend.Precision;
import dev.fovea.backend.PreparedConv2d;
import dev.fovea.backend.memory.HostBuffer;
import dev.fovea.backend.memory.HostMemory;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Workers;
import dev.fovea.kernels.java.pooling.Pooling;
import java.lang.foreign.MemorySegment;

/** The CPU as a device: float32 kernels, one interface per family, run in the caller's order. */
final class JavaBackend
    implements Backend,
        ContractionKernels,
        PoolingKernels,
        NormalizationKernels,
        ElementwiseKernels,
        ReductionKernels,
        ShapeKernels,
        FillKernels {
  static {
    // The JVM compiles on the assumption that segments are of the only class it has loaded, and
    // throws all kernels away when the first array is wrapped. So one is wrapped before.
    MemorySegment.ofArray(new float[0]);
  }

  private final String name;
  private final Precision precision;
  private final HostMemory memory;
  private final Workers workers;
  private final ScratchPool scratch = new ScratchPool();
  private final Contractions contractions;
  private final Plans<Pool2d, Pooling> poolings = new Plans<>(Pooling::new);

  JavaBackend(String name, BackendOptions options) {
    this.name = name;
    // Factors are never rounded.
    precision =
        options.precision() == Precision.STRICT_FLOAT32
            ? Precision.STRICT_FLOAT32
            : Precision.FLOAT32;
    memory = new HostMemory(this, options.memoryLimit());
    workers = Workers.of(options.threads());
    contractions = new Contractions(workers, scratch, precision);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int threads() {
    return workers.threads();
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public Workers workers() {
    return workers;
  }

  @Override
  public ScratchPool scratch() {
    return scratch;
  }

  @Override
  public Contractions contractions() {
    return contractions;
  }

  @Override
  public Pooling pooling(Pool2d op) {
    return poolings.of(op);
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
  public PreparedConv2d prepare(Conv2d op, Buffer w) {
    return contractions.prepare(op, HostBuffer.segment(w));
  }

  @Override
  public void copyIn(MemorySegment source, Buffer target, long offset) {
    MemorySegment.copy(
        source, 0, HostBuffer.segment(target), offset * target.type().bytes(), source.byteSize());
  }

  @Override
  public void copyOut(Buffer source, long offset, MemorySegment target) {
    MemorySegment.copy(
        HostBuffer.segment(source), offset * source.type().bytes(), target, 0, target.byteSize());
  }

  @Override
  public void synchronize() {
    // Every operation has run when its call returns.
  }

  @Override
  public MemoryStats memory() {
    return memory.stats();
  }

  @Override
  public void trim() {
    memory.trim();
    scratch.trim();
    contractions.trim();
  }

  @Override
  public void close() {
    workers.close();
    scratch.close();
    memory.close();
  }
}
