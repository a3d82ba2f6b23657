package dev.fovea.bench.peers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_auto;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;

import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Window;
import dev.fovea.bench.work.ConvolutionWork;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;

/** Convolutions in whatever layout the library likes. */
final class DnnlConvolution {
  private static final dnnl_memory_desc NO_BIAS = null;

  private final Dnnl dnnl;
  private final Conv2d op;
  private final LongPointer strides;
  private final LongPointer dilations;
  private final LongPointer before;
  private final LongPointer after;

  private DnnlConvolution(Dnnl dnnl, Conv2d op) {
    this.dnnl = dnnl;
    this.op = op;
    var rows = op.rows();
    var columns = op.columns();
    strides = Dnnl.longs(rows.stride(), columns.stride());
    dilations = Dnnl.longs(rows.dilation() - 1, columns.dilation() - 1);
    before = Dnnl.longs(rows.before(), columns.before());
    after = Dnnl.longs(end(rows), end(columns));
  }

  /** Padding after the last cell such that windows end with it: it may cut cells off. */
  static long end(Window window) {
    return (long) (window.output() - 1) * window.stride()
        + window.span()
        - window.size()
        - window.before();
  }

  static DnnlPrimitive of(Dnnl dnnl, ConvolutionWork work, List<MemorySegment> inputs) {
    var convolution = new DnnlConvolution(dnnl, work.op());
    return switch (work.pass()) {
      case FORWARD -> convolution.forward(inputs);
      case INPUT_GRADIENT -> convolution.inputGradient(inputs);
      case WEIGHT_GRADIENT -> convolution.weightGradient(inputs);
    };
  }

  private DnnlPrimitive forward(List<MemorySegment> inputs) {
    return new DnnlPrimitive(
        forward(dnnl_forward_inference),
        List.of(
            image(DNNL_ARG_SRC, op.input(), inputs.get(0)),
            weights(DNNL_ARG_WEIGHTS, inputs.get(1)),
            image(DNNL_ARG_DST, op.output(), null)));
  }

  private dnnl_primitive_desc forward(int kind) {
    var description = new dnnl_primitive_desc();
    Dnnl.check(
        "convolution",
        dnnl_convolution_forward_primitive_desc_create(
            description,
            dnnl.engine(),
            kind,
            dnnl_convolution_auto,
            x(),
            w(),
            NO_BIAS,
            y(),
            strides,
            dilations,
            before,
            after,
            Dnnl.NO_ATTRIBUTES));
    return description;
  }

  private DnnlPrimitive inputGradient(List<MemorySegment> inputs) {
    var hint = forward(dnnl_forward_training);
    var description = new dnnl_primitive_desc();
    Dnnl.check(
        "convolution backward data",
        dnnl_convolution_backward_data_primitive_desc_create(
            description,
            dnnl.engine(),
            dnnl_convolution_auto,
            x(),
            w(),
            y(),
            strides,
            dilations,
            before,
            after,
            hint,
            Dnnl.NO_ATTRIBUTES));
    Dnnl.check("convolution", dnnl_primitive_desc_destroy(hint));
    return new DnnlPrimitive(
        description,
        List.of(
            image(DNNL_ARG_DIFF_DST, op.output(), inputs.get(0)),
            weights(DNNL_ARG_WEIGHTS, inputs.get(1)),
            image(DNNL_ARG_DIFF_SRC, op.input(), null)));
  }

  private DnnlPrimitive weightGradient(List<MemorySegment> inputs) {
    var hint = forward(dnnl_forward_training);
    var description = new dnnl_primitive_desc();
    Dnnl.check(
        "convolution backward weights",
        dnnl_convolution_backward_weights_primitive_desc_create(
            description,
            dnnl.engine(),
            dnnl_convolution_auto,
            x(),
            w(),
            NO_BIAS,
            y(),
            strides,
            dilations,
            before,
            after,
            hint,
            Dnnl.NO_ATTRIBUTES));
    Dnnl.check("convolution", dnnl_primitive_desc_destroy(hint));
    return new DnnlPrimitive(
        description,
        List.of(
            image(DNNL_ARG_SRC, op.input(), inputs.get(0)),
            image(DNNL_ARG_DIFF_DST, op.output(), inputs.get(1)),
            weights(DNNL_ARG_DIFF_WEIGHTS, null)));
  }

  private dnnl_memory_desc x() {
    return Dnnl.any(image(0, op.input(), null).dims());
  }

  private dnnl_memory_desc w() {
    return Dnnl.any(weights(0, null).dims());
  }

  private dnnl_memory_desc y() {
    return Dnnl.any(image(0, op.output(), null).dims());
  }

  /** {@code [N,H,W,C]} as oneDNN counts: N, C, H, W. */
  static Tensor image(int argument, Shape shape, MemorySegment values) {
    long n = shape.size(0);
    long h = shape.size(1);
    long w = shape.size(2);
    long c = shape.size(3);
    var dims = new long[] {n, c, h, w};
    var strides = new long[] {h * w * c, 1, w * c, c};
    return new Tensor(argument, dims, strides, Optional.ofNullable(values));
  }

  /** {@code [KH,KW,C/groups,F]} as oneDNN counts: (group,) filter, channel, row, column. */
  private Tensor weights(int argument, MemorySegment values) {
    long kh = op.rows().kernel();
    long kw = op.columns().kernel();
    long c = op.groupChannels();
    long f = op.filters();
    long tap = c * f;
    var dims =
        op.groups() == 1
            ? new long[] {f, c, kh, kw}
            : new long[] {op.groups(), op.groupFilters(), c, kh, kw};
    var strides =
        op.groups() == 1
            ? new long[] {1, f, kw * tap, tap}
            : new long[] {op.groupFilters(), 1, f, kw * tap, tap};
    return new Tensor(argument, dims, strides, Optional.ofNullable(values));
  }
}
