package dev.fovea.bench.peers;

import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * What a call is made of.
 *
 * @param description the primitive's
 * @param tensors its arguments; the first that is written is the result
 * @param given arguments that an earlier primitive left, in a layout of the library's own
 */
record DnnlPrimitive(dnnl_primitive_desc description, List<Tensor> tensors, List<Given> given) {
  /**
   * Memory that an earlier primitive wrote.
   *
   * @param argument its number
   * @param memory closed with the call
   */
  record Given(int argument, dnnl_memory memory) {}

  /** A primitive that stands alone. */
  DnnlPrimitive(dnnl_primitive_desc description, List<Tensor> tensors) {
    this(description, tensors, List.of());
  }
}
