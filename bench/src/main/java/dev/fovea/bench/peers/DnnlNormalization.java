package dev.fovea.bench.peers;

import static dev.fovea.bench.peers.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.bench.work.BatchNormWork;
import dev.fovea.bench.work.LayerNormWork;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Batch normalisation, in both layouts of images, and layer normalisation. */
final class DnnlNormalization {
  private static final int SCALE_AND_SHIFT = dnnl_use_scale | dnnl_use_shift;

  private DnnlNormalization() {}

  static List<DnnlPrimitive> of(Dnnl dnnl, BatchNormWork work, List<MemorySegment> inputs) {
    return Dnnl.layouts(work.op().channels()).stream()
        .map(
            blocked ->
                switch (work.pass()) {
                  case INFERENCE -> inference(dnnl, work.op(), blocked, inputs);
                  case TRAINING -> training(dnnl, work.op(), blocked, inputs);
                  case GRADIENT -> gradient(dnnl, work.op(), blocked, inputs);
                })
        .toList();
  }

  private static DnnlPrimitive inference(
      Dnnl dnnl, BatchNorm op, boolean blocked, List<MemorySegment> inputs) {
    int flags = SCALE_AND_SHIFT | dnnl_use_global_stats;
    return new DnnlPrimitive(
        forward(dnnl, op, blocked, dnnl_forward_inference, flags),
        List.of(
            rows(DNNL_ARG_SRC, op, inputs.get(0)),
            Tensor.vector(DNNL_ARG_SCALE, inputs.get(1)),
            Tensor.vector(DNNL_ARG_SHIFT, inputs.get(2)),
            Tensor.vector(DNNL_ARG_MEAN, inputs.get(3)),
            Tensor.vector(DNNL_ARG_VARIANCE, inputs.get(4)),
            rows(DNNL_ARG_DST, op, null)));
  }

  private static DnnlPrimitive training(
      Dnnl dnnl, BatchNorm op, boolean blocked, List<MemorySegment> inputs) {
    return new DnnlPrimitive(
        forward(dnnl, op, blocked, dnnl_forward_training, SCALE_AND_SHIFT),
        List.of(
            rows(DNNL_ARG_SRC, op, inputs.get(0)),
            Tensor.vector(DNNL_ARG_SCALE, inputs.get(1)),
            Tensor.vector(DNNL_ARG_SHIFT, inputs.get(2)),
            rows(DNNL_ARG_DST, op, null),
            Tensor.vector(DNNL_ARG_MEAN, op.channels()),
            Tensor.vector(DNNL_ARG_VARIANCE, op.channels())));
  }

  private static dnnl_primitive_desc forward(
      Dnnl dnnl, BatchNorm op, boolean blocked, int kind, int flags) {
    var description = new dnnl_primitive_desc();
    var layout = layout(op, blocked);
    check(
        "batch normalization",
        dnnl_batch_normalization_forward_primitive_desc_create(
            description,
            dnnl.engine(),
            kind,
            layout,
            layout,
            op.epsilon(),
            flags,
            Dnnl.NO_ATTRIBUTES));
    return description;
  }

  private static DnnlPrimitive gradient(
      Dnnl dnnl, BatchNorm op, boolean blocked, List<MemorySegment> inputs) {
    var hint = forward(dnnl, op, blocked, dnnl_forward_training, SCALE_AND_SHIFT);
    var description = new dnnl_primitive_desc();
    var layout = layout(op, blocked);
    check(
        "batch normalization backward",
        dnnl_batch_normalization_backward_primitive_desc_create(
            description,
            dnnl.engine(),
            dnnl_backward,
            layout,
            layout,
            layout,
            op.epsilon(),
            SCALE_AND_SHIFT,
            hint,
            Dnnl.NO_ATTRIBUTES));
    check("batch normalization", dnnl_primitive_desc_destroy(hint));
    return new DnnlPrimitive(
        description,
        List.of(
            rows(DNNL_ARG_SRC, op, inputs.get(0)),
            rows(DNNL_ARG_DIFF_DST, op, inputs.get(1)),
            Tensor.vector(DNNL_ARG_SCALE, inputs.get(2)),
            Tensor.vector(DNNL_ARG_MEAN, inputs.get(3)),
            Tensor.vector(DNNL_ARG_VARIANCE, variance(inputs.get(4), op.epsilon())),
            rows(DNNL_ARG_DIFF_SRC, op, null),
            Tensor.vector(DNNL_ARG_DIFF_SCALE, op.channels()),
            Tensor.vector(DNNL_ARG_DIFF_SHIFT, op.channels())));
  }

  /** As an image with one column: N = 1, C, H = rows, W = 1. */
  private static Tensor rows(int argument, BatchNorm op, MemorySegment values) {
    long c = op.channels();
    var dims = new long[] {1, c, op.rows(), 1};
    var strides = new long[] {op.length(), 1, c, c};
    return new Tensor(argument, dims, strides, Optional.ofNullable(values));
  }

  private static dnnl_memory_desc layout(BatchNorm op, boolean blocked) {
    return Dnnl.imageLayout(rows(0, op, null), blocked);
  }

  /** {@code 1 / d² - epsilon} */
  private static MemorySegment variance(MemorySegment inverseDeviations, float epsilon) {
    var variance = Arena.ofAuto().allocate(inverseDeviations.byteSize(), 64);
    for (long i = 0; i < variance.byteSize() / Float.BYTES; i++) {
      double d = inverseDeviations.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      variance.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (1 / (d * d) - epsilon));
    }
    return variance;
  }

  static DnnlPrimitive of(Dnnl dnnl, LayerNormWork work, List<MemorySegment> inputs) {
    var op = work.op();
    if (work.gradient()) {
      return gradient(dnnl, op, inputs);
    }
    return new DnnlPrimitive(
        forward(dnnl, op),
        List.of(
            rows(DNNL_ARG_SRC, op, inputs.get(0)),
            Tensor.vector(DNNL_ARG_SCALE, inputs.get(1)),
            Tensor.vector(DNNL_ARG_SHIFT, inputs.get(2)),
            rows(DNNL_ARG_DST, op, null),
            Tensor.vector(DNNL_ARG_MEAN, op.rows()),
            Tensor.vector(DNNL_ARG_VARIANCE, op.rows())));
  }

  private static dnnl_primitive_desc forward(Dnnl dnnl, LayerNorm op) {
    var description = new dnnl_primitive_desc();
    var layout = rows(0, op, null).plain();
    check(
        "layer normalization",
        dnnl_layer_normalization_forward_primitive_desc_create(
            description,
            dnnl.engine(),
            dnnl_forward_training,
            layout,
            layout,
            Tensor.vector(0, op.rows()).plain(),
            op.epsilon(),
            SCALE_AND_SHIFT,
            Dnnl.NO_ATTRIBUTES));
    return description;
  }

  private static DnnlPrimitive gradient(Dnnl dnnl, LayerNorm op, List<MemorySegment> inputs) {
    var hint = forward(dnnl, op);
    var description = new dnnl_primitive_desc();
    var layout = rows(0, op, null).plain();
    check(
        "layer normalization backward",
        dnnl_layer_normalization_backward_primitive_desc_create(
            description,
            dnnl.engine(),
            dnnl_backward,
            layout,
            layout,
            layout,
            Tensor.vector(0, op.rows()).plain(),
            op.epsilon(),
            SCALE_AND_SHIFT,
            hint,
            Dnnl.NO_ATTRIBUTES));
    check("layer normalization", dnnl_primitive_desc_destroy(hint));
    return new DnnlPrimitive(
        description,
        List.of(
            rows(DNNL_ARG_SRC, op, inputs.get(0)),
            rows(DNNL_ARG_DIFF_DST, op, inputs.get(1)),
            Tensor.vector(DNNL_ARG_SCALE, inputs.get(2)),
            Tensor.vector(DNNL_ARG_MEAN, inputs.get(3)),
            Tensor.vector(DNNL_ARG_VARIANCE, variance(inputs.get(4), op.epsilon())),
            rows(DNNL_ARG_DIFF_SRC, op, null),
            Tensor.vector(DNNL_ARG_DIFF_SCALE, op.features()),
            Tensor.vector(DNNL_ARG_DIFF_SHIFT, op.features())));
  }

  private static Tensor rows(int argument, LayerNorm op, MemorySegment values) {
    return Tensor.matrix(argument, op.rows(), op.features(), values);
  }
}
