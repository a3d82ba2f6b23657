package dev.fovea.bench.peers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;

import dev.fovea.backend.op.Gemm;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Matrix products, on the same rows as everybody else: no operand is packed beforehand. */
final class DnnlMatmul {
  private DnnlMatmul() {}

  static DnnlPrimitive of(Dnnl dnnl, Gemm op, List<MemorySegment> inputs) {
    var a =
        Tensor.input(
            DNNL_ARG_SRC,
            new long[] {op.m(), op.k()},
            op.transposeA() ? new long[] {1, op.strideA()} : new long[] {op.strideA(), 1},
            inputs.get(0));
    var b =
        Tensor.input(
            DNNL_ARG_WEIGHTS,
            new long[] {op.k(), op.n()},
            op.transposeB() ? new long[] {1, op.strideB()} : new long[] {op.strideB(), 1},
            inputs.get(1));
    var y = Tensor.output(DNNL_ARG_DST, new long[] {op.m(), op.n()}, new long[] {op.strideY(), 1});
    var description = new dnnl_primitive_desc();
    Dnnl.check(
        "matmul",
        dnnl_matmul_primitive_desc_create(
            description,
            dnnl.engine(),
            a.plain(),
            b.plain(),
            (dnnl_memory_desc) null,
            y.plain(),
            Dnnl.NO_ATTRIBUTES));
    return new DnnlPrimitive(description, List.of(a, b, y));
  }
}
