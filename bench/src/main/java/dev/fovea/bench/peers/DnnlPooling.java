package dev.fovea.bench.peers;

import static dev.fovea.bench.peers.Dnnl.check;
import static dev.fovea.bench.peers.DnnlConvolution.image;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Window;
import dev.fovea.bench.work.PoolingWork;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;

/** Pooling, with channels innermost and in blocks of 16. */
final class DnnlPooling {
  private final Dnnl dnnl;
  private final IntConsumer setThreads;
  private final Pool2d op;
  private final dnnl_memory_desc x;
  private final dnnl_memory_desc y;
  private final LongPointer strides;
  private final LongPointer kernel;
  private final LongPointer dilations = Dnnl.longs(0, 0);
  private final LongPointer before;
  private final LongPointer after;

  private DnnlPooling(Dnnl dnnl, IntConsumer setThreads, Pool2d op, boolean blocked) {
    this.dnnl = dnnl;
    this.setThreads = setThreads;
    this.op = op;
    x = Dnnl.imageLayout(image(0, op.input(), null), blocked);
    y = Dnnl.imageLayout(image(0, op.output(), null), blocked);
    var rows = (Window) op.rows();
    var columns = (Window) op.columns();
    strides = Dnnl.longs(rows.stride(), columns.stride());
    kernel = Dnnl.longs(rows.kernel(), columns.kernel());
    before = Dnnl.longs(rows.before(), columns.before());
    after = Dnnl.longs(DnnlConvolution.end(rows), DnnlConvolution.end(columns));
  }

  static boolean takes(Pool2d op) {
    return op.rows() instanceof Window && op.columns() instanceof Window;
  }

  static List<DnnlPrimitive> of(
      Dnnl dnnl, IntConsumer setThreads, PoolingWork work, List<MemorySegment> inputs) {
    return Dnnl.layouts(work.op().channels()).stream()
        .map(
            blocked -> {
              var pooling = new DnnlPooling(dnnl, setThreads, work.op(), blocked);
              return work.gradient() ? pooling.gradient(inputs) : pooling.forward(inputs);
            })
        .toList();
  }

  private DnnlPrimitive forward(List<MemorySegment> inputs) {
    return new DnnlPrimitive(
        forward(dnnl_forward_inference),
        List.of(
            image(DNNL_ARG_SRC, op.input(), inputs.get(0)),
            image(DNNL_ARG_DST, op.output(), null)));
  }

  private int algorithm() {
    if (op.kind() == Pool2d.Kind.MAX) {
      return dnnl_pooling_max;
    }
    return op.countPadding() ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding;
  }

  private dnnl_primitive_desc forward(int kind) {
    var description = new dnnl_primitive_desc();
    check(
        "pooling",
        dnnl_pooling_forward_primitive_desc_create(
            description,
            dnnl.engine(),
            kind,
            algorithm(),
            x,
            y,
            strides,
            kernel,
            dilations,
            before,
            after,
            Dnnl.NO_ATTRIBUTES));
    return description;
  }

  private DnnlPrimitive gradient(List<MemorySegment> inputs) {
    var hint = forward(dnnl_forward_training);
    var description = new dnnl_primitive_desc();
    check(
        "pooling backward",
        dnnl_pooling_backward_primitive_desc_create(
            description,
            dnnl.engine(),
            algorithm(),
            x,
            y,
            strides,
            kernel,
            dilations,
            before,
            after,
            hint,
            Dnnl.NO_ATTRIBUTES));
    check("pooling", dnnl_primitive_desc_destroy(hint));
    return new DnnlPrimitive(
        description,
        List.of(
            image(DNNL_ARG_DIFF_DST, op.output(), inputs.get(0)),
            image(DNNL_ARG_DIFF_SRC, op.input(), null)),
        op.kind() == Pool2d.Kind.MAX ? List.of(winners()) : List.of());
  }

  /** Where the maxima of random values lie, as the forward pass leaves it for the gradient. */
  private DnnlPrimitive.Given winners() {
    var forward = forward(dnnl_forward_training);
    var layout = dnnl_primitive_desc_query_md(forward, dnnl_query_workspace_md, 0);
    var winners = new DnnlPrimitive.Given(DNNL_ARG_WORKSPACE, dnnl.memory(layout));
    // Of a confined arena, filled value by value, it would slow Fovea's kernels down: decision 7.
    try (var arena = Arena.ofShared()) {
      var values = arena.allocate(op.input().elements() * Float.BYTES, 64);
      var random = new Random(1);
      for (long i = 0; i < op.input().elements(); i++) {
        values.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat());
      }
      var tensors =
          List.of(image(DNNL_ARG_SRC, op.input(), values), image(DNNL_ARG_DST, op.output(), null));
      var call =
          new DnnlCall(dnnl, setThreads, 1, new DnnlPrimitive(forward, tensors, List.of(winners)));
      call.run();
      call.closeButGiven();
    }
    return winners;
  }
}
