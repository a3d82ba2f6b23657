package dev.fovea.bench.measure;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.memory.HostBuffer;
import dev.fovea.bench.work.Call;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.Operand;
import dev.fovea.bench.work.Work;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Fovea's side of a row. It owns the inputs, which peers read too. */
final class FoveaContender implements Contender {
  private final Backend backend;
  private final List<Buffer> inputs;
  private final List<Buffer> outputs;
  private final Call call;
  private final Arena arena = Arena.ofShared();
  private final IdentityHashMap<Buffer, MemorySegment> copies = new IdentityHashMap<>();

  FoveaContender(Backend backend, Work work) {
    this.backend = backend;
    this.inputs = allocate(work.inputs(), 1);
    this.outputs = allocate(work.outputs(), 101);
    work.prepare(backend, inputs, outputs);
    call = work.ready(backend, inputs, outputs);
    backend.synchronize();
  }

  private List<Buffer> allocate(List<Operand> operands, long seed) {
    var buffers = new ArrayList<Buffer>();
    for (var operand : operands) {
      buffers.add(operand.allocate(backend, seed + buffers.size()));
    }
    return buffers;
  }

  /** The inputs as peers read them: where they lie, or copies of what lies on a device. */
  List<MemorySegment> inputMemory() {
    return inputs.stream().map(this::memory).toList();
  }

  private MemorySegment memory(Buffer input) {
    if (input instanceof HostBuffer) {
      return HostBuffer.segment(input);
    }
    return copies.computeIfAbsent(
        input,
        device -> {
          var copy = arena.allocate(device.length() * device.type().bytes(), 64);
          backend.copyOut(device, 0, copy);
          return copy;
        });
  }

  @Override
  public void run() {
    call.run();
    backend.synchronize();
  }

  @Override
  public Optional<float[]> result() {
    var first = outputs.getFirst();
    return first.type() == DataType.FLOAT32
        ? Optional.of(backend.toFloats(first))
        : Optional.empty();
  }

  @Override
  public void close() {
    call.close();
    inputs.forEach(Buffer::close);
    outputs.forEach(Buffer::close);
    arena.close();
  }
}
