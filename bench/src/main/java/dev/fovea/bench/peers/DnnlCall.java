package dev.fovea.bench.peers;

import static dev.fovea.bench.peers.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_exec_arg_md;

import dev.fovea.bench.work.Contender;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;

/** A oneDNN primitive with its operands in place: in its own layout, where that differs. */
final class DnnlCall implements Contender {
  private final Dnnl dnnl;
  private final IntConsumer setThreads;
  private final int threads;
  private final boolean comparable;
  private final List<Tensor> tensors;
  private final List<dnnl_memory> memories = new ArrayList<>();
  private final dnnl_primitive primitive;
  private final dnnl_exec_arg_t arguments;
  private final int resultIndex;
  private final dnnl_memory_desc resultLayout;

  /** Readies a call; the primitive's description is given back. */
  DnnlCall(Dnnl dnnl, IntConsumer setThreads, int threads, DnnlPrimitive parts) {
    this.dnnl = dnnl;
    this.setThreads = setThreads;
    this.threads = threads;
    tensors = parts.tensors();
    comparable = parts.given().isEmpty(); // else it comes from values that Fovea did not see
    var description = parts.description();
    arguments = new dnnl_exec_arg_t(tensors.size() + parts.given().size());
    dnnl_memory_desc result = null;
    int index = -1;
    for (int i = 0; i < tensors.size(); i++) {
      var tensor = tensors.get(i);
      var layout =
          dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, tensor.argument());
      memories.add(place(tensor, layout));
      arguments.position(i).arg(tensor.argument()).memory(memories.get(i));
      if (index < 0 && tensor.values().isEmpty()) {
        index = i;
        result = copy(layout);
      }
    }
    for (var given : parts.given()) {
      arguments.position(memories.size()).arg(given.argument()).memory(given.memory());
      memories.add(given.memory());
    }
    arguments.position(0);
    resultIndex = index;
    resultLayout = result;
    primitive = Dnnl.primitive(description);
  }

  private static dnnl_memory_desc copy(dnnl_memory_desc layout) {
    var copy = new dnnl_memory_desc();
    check("descriptor", org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_clone(copy, layout));
    return copy;
  }

  private dnnl_memory place(Tensor tensor, dnnl_memory_desc layout) {
    if (tensor.values().isEmpty()) {
      return dnnl.memory(layout);
    }
    var plain = tensor.plain();
    var given = dnnl.memory(plain, NativeMemory.at(tensor.values().get()));
    if (dnnl_memory_desc_equal(plain, layout) != 0) {
      return given;
    }
    var own = dnnl.memory(layout);
    dnnl.reorder(plain, given, layout, own);
    Dnnl.free(given);
    return own;
  }

  @Override
  public void begin() {
    setThreads.accept(threads);
  }

  @Override
  public void run() {
    dnnl.execute(primitive, arguments, memories.size());
  }

  @Override
  public Optional<float[]> result() {
    if (!comparable) {
      return Optional.empty();
    }
    var tensor = tensors.get(resultIndex);
    try (var arena = Arena.ofConfined()) {
      var values = arena.allocate(tensor.elements() * Float.BYTES, 64);
      var plain = tensor.plain();
      var target = dnnl.memory(plain, NativeMemory.at(values));
      dnnl.reorder(resultLayout, memories.get(resultIndex), plain, target);
      Dnnl.free(target);
      return Optional.of(values.toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  /** Closes all but what was given, which another call goes on with. */
  void closeButGiven() {
    check("primitive", dnnl_primitive_destroy(primitive));
    memories.subList(0, tensors.size()).forEach(Dnnl::free);
    arguments.close();
  }

  @Override
  public void close() {
    memories.subList(tensors.size(), memories.size()).forEach(Dnnl::free);
    closeButGiven();
  }
}
