package dev.fovea.bench.peers;

import java.util.List;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * What a call is made of.
 *
 * @param description the primitive's
 * @param tensors its arguments
 */
record DnnlPrimitive(dnnl_primitive_desc description, List<Tensor> tensors) {}
