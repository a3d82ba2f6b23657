package dev.fovea.bench.peers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw16c;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** One engine and one stream of oneDNN, and its C interface with every status checked. */
final class Dnnl {
  /** No attributes. */
  static final dnnl_primitive_attr NO_ATTRIBUTES = null;

  private static final Pointer LIBRARY_ALLOCATES = new Address(-1);

  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();

  Dnnl() {
    check("engine", dnnl_engine_create(engine, dnnl_cpu, 0));
    check("stream", dnnl_stream_create(stream, engine, dnnl_stream_default_flags));
  }

  dnnl_engine engine() {
    return engine;
  }

  /** Throws unless the status is success. */
  static void check(String step, int status) {
    if (status != dnnl_success) {
      throw new IllegalStateException("oneDNN refuses: step=" + step + ", status=" + status);
    }
  }

  /** Sizes, strides, paddings. */
  static LongPointer longs(long... values) {
    return new LongPointer(values);
  }

  /** A tensor with these strides. */
  static dnnl_memory_desc strided(long[] dims, long[] strides) {
    var desc = new dnnl_memory_desc();
    check(
        "descriptor",
        dnnl_memory_desc_create_with_strides(
            desc, dims.length, longs(dims), dnnl_f32, longs(strides)));
    return desc;
  }

  /** A tensor in a layout that the library may choose. */
  static dnnl_memory_desc any(long[] dims) {
    return tagged(dims, dnnl_format_tag_any);
  }

  /** A tensor in a named layout. */
  static dnnl_memory_desc tagged(long[] dims, int tag) {
    var desc = new dnnl_memory_desc();
    check(
        "descriptor",
        dnnl_memory_desc_create_with_tag(desc, dims.length, longs(dims), dnnl_f32, tag));
    return desc;
  }

  /** Whether to block channels by 16: both are tried where the number of channels allows it. */
  static List<Boolean> layouts(int channels) {
    return channels % 16 == 0 ? List.of(false, true) : List.of(false);
  }

  /** An image with channels innermost, or in blocks of 16. */
  static dnnl_memory_desc imageLayout(Tensor image, boolean blocked) {
    return blocked ? tagged(image.dims(), dnnl_nChw16c) : image.plain();
  }

  /** Memory of the library's own. */
  dnnl_memory memory(dnnl_memory_desc desc) {
    return memory(desc, LIBRARY_ALLOCATES);
  }

  /** Memory that is there already. */
  dnnl_memory memory(dnnl_memory_desc desc, Pointer address) {
    var memory = new dnnl_memory();
    check("memory", dnnl_memory_create(memory, desc, engine, address));
    return memory;
  }

  /** Creates the primitive and gives its description back. */
  static dnnl_primitive primitive(dnnl_primitive_desc desc) {
    var primitive = new dnnl_primitive();
    check("primitive", dnnl_primitive_create(primitive, desc));
    check("primitive", dnnl_primitive_desc_destroy(desc));
    return primitive;
  }

  /** Runs a primitive and waits for it. */
  void execute(dnnl_primitive primitive, dnnl_exec_arg_t arguments, int count) {
    check("execute", dnnl_primitive_execute(primitive, stream, count, arguments));
    check("execute", dnnl_stream_wait(stream));
  }

  /** Copies from one layout to another. */
  void reorder(dnnl_memory_desc from, dnnl_memory source, dnnl_memory_desc to, dnnl_memory target) {
    var desc = new dnnl_primitive_desc();
    check(
        "reorder",
        dnnl_reorder_primitive_desc_create(desc, from, engine, to, engine, NO_ATTRIBUTES));
    var primitive = primitive(desc);
    var arguments = new dnnl_exec_arg_t(2);
    arguments.position(0).arg(DNNL_ARG_FROM).memory(source);
    arguments.position(1).arg(DNNL_ARG_TO).memory(target);
    execute(primitive, arguments.position(0), 2);
    check("reorder", dnnl_primitive_destroy(primitive));
    arguments.close();
  }

  /** Gives memory back. */
  static void free(dnnl_memory memory) {
    check("memory", dnnl_memory_destroy(memory));
  }

  /** A bare address. */
  private static final class Address extends Pointer {
    Address(long value) {
      address = value;
    }
  }
}
