package dev.fovea.bench.peers;

import static dev.fovea.bench.peers.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_div;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_min;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_sub;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_abs;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_exp;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_log;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_sqrt;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_square;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_mean;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_min;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_log;

import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import dev.fovea.bench.work.SoftmaxWork;
import dev.fovea.bench.work.UnaryWork;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Functions of one and two tensors, reductions and softmax. */
final class DnnlElementwise {
  private DnnlElementwise() {}

  static boolean takes(UnaryWork work) {
    return work.op().kind() != Unary.Kind.RECIPROCAL;
  }

  static boolean takes(Reduce op) {
    return op.kind() != Reduce.Kind.SUM_OF_SQUARES;
  }

  static DnnlPrimitive of(Dnnl dnnl, UnaryWork work, List<MemorySegment> inputs) {
    var op = work.op();
    var source = Tensor.vector(DNNL_ARG_SRC, inputs.get(0));
    int kind = work.gradient() ? dnnl_forward_training : dnnl_forward_inference;
    var forward = new dnnl_primitive_desc();
    var layout = source.plain();
    check(
        "eltwise",
        dnnl_eltwise_forward_primitive_desc_create(
            forward,
            dnnl.engine(),
            kind,
            algorithm(op.kind()),
            layout,
            layout,
            op.alpha(),
            op.beta(),
            Dnnl.NO_ATTRIBUTES));
    if (!work.gradient()) {
      return new DnnlPrimitive(forward, List.of(source, Tensor.vector(DNNL_ARG_DST, op.length())));
    }
    var description = new dnnl_primitive_desc();
    check(
        "eltwise backward",
        dnnl_eltwise_backward_primitive_desc_create(
            description,
            dnnl.engine(),
            algorithm(op.kind()),
            layout,
            layout,
            layout,
            op.alpha(),
            op.beta(),
            forward,
            Dnnl.NO_ATTRIBUTES));
    check("eltwise", dnnl_primitive_desc_destroy(forward));
    return new DnnlPrimitive(
        description,
        List.of(
            source,
            Tensor.vector(DNNL_ARG_DIFF_DST, inputs.get(1)),
            Tensor.vector(DNNL_ARG_DIFF_SRC, op.length())));
  }

  private static int algorithm(Unary.Kind kind) {
    return switch (kind) {
      case RELU, LEAKY_RELU -> dnnl_eltwise_relu; // alpha is the slope
      case SIGMOID -> dnnl_eltwise_logistic;
      case TANH -> dnnl_eltwise_tanh;
      case EXP -> dnnl_eltwise_exp;
      case LOG -> dnnl_eltwise_log;
      case SQRT -> dnnl_eltwise_sqrt;
      case SQUARE -> dnnl_eltwise_square;
      case ABS -> dnnl_eltwise_abs;
      case AFFINE -> dnnl_eltwise_linear;
      case RECIPROCAL -> throw new IllegalArgumentException(kind.toString());
    };
  }

  static DnnlPrimitive of(Dnnl dnnl, Binary op, List<MemorySegment> inputs) {
    int rank = op.output().rank();
    var a = dense(DNNL_ARG_SRC_0, sizes(op.a(), rank), Optional.of(inputs.get(0)));
    var b = dense(DNNL_ARG_SRC_1, sizes(op.b(), rank), Optional.of(inputs.get(1)));
    var y = dense(DNNL_ARG_DST, sizes(op.output(), rank), Optional.empty());
    var description = new dnnl_primitive_desc();
    check(
        "binary",
        dnnl_binary_primitive_desc_create(
            description,
            dnnl.engine(),
            switch (op.kind()) {
              case ADD -> dnnl_binary_add;
              case SUBTRACT -> dnnl_binary_sub;
              case MULTIPLY -> dnnl_binary_mul;
              case DIVIDE -> dnnl_binary_div;
              case MAXIMUM -> dnnl_binary_max;
              case MINIMUM -> dnnl_binary_min;
            },
            a.plain(),
            b.plain(),
            y.plain(),
            Dnnl.NO_ATTRIBUTES));
    return new DnnlPrimitive(description, List.of(a, b, y));
  }

  static DnnlPrimitive of(Dnnl dnnl, Reduce op, List<MemorySegment> inputs) {
    var sizes = sizes(op.input(), op.input().rank());
    var reduced = sizes.clone();
    op.axes().forEach(axis -> reduced[axis] = 1);
    var x = dense(DNNL_ARG_SRC, sizes, Optional.of(inputs.get(0)));
    var y = dense(DNNL_ARG_DST, reduced, Optional.empty());
    var description = new dnnl_primitive_desc();
    check(
        "reduction",
        dnnl_reduction_primitive_desc_create(
            description,
            dnnl.engine(),
            switch (op.kind()) {
              case SUM -> dnnl_reduction_sum;
              case MEAN -> dnnl_reduction_mean;
              case MAX -> dnnl_reduction_max;
              case MIN -> dnnl_reduction_min;
              case SUM_OF_SQUARES -> throw new IllegalArgumentException(op.toString());
            },
            x.plain(),
            y.plain(),
            0,
            0,
            Dnnl.NO_ATTRIBUTES));
    return new DnnlPrimitive(description, List.of(x, y));
  }

  static DnnlPrimitive of(Dnnl dnnl, SoftmaxWork work, List<MemorySegment> inputs) {
    var op = work.op();
    var layout = matrix(0, op, null).plain();
    int algorithm = op.logarithm() ? dnnl_softmax_log : dnnl_softmax_accurate;
    var forward = new dnnl_primitive_desc();
    check(
        "softmax",
        dnnl_softmax_forward_primitive_desc_create(
            forward,
            dnnl.engine(),
            work.gradient() ? dnnl_forward_training : dnnl_forward_inference,
            algorithm,
            layout,
            layout,
            1,
            Dnnl.NO_ATTRIBUTES));
    if (!work.gradient()) {
      return new DnnlPrimitive(
          forward,
          List.of(matrix(DNNL_ARG_SRC, op, inputs.get(0)), matrix(DNNL_ARG_DST, op, null)));
    }
    var description = new dnnl_primitive_desc();
    check(
        "softmax backward",
        dnnl_softmax_backward_primitive_desc_create(
            description,
            dnnl.engine(),
            algorithm,
            layout,
            layout,
            layout,
            1,
            forward,
            Dnnl.NO_ATTRIBUTES));
    check("softmax", dnnl_primitive_desc_destroy(forward));
    return new DnnlPrimitive(
        description,
        List.of(
            matrix(DNNL_ARG_DST, op, inputs.get(0)),
            matrix(DNNL_ARG_DIFF_DST, op, inputs.get(1)),
            matrix(DNNL_ARG_DIFF_SRC, op, null)));
  }

  private static Tensor matrix(int argument, Softmax op, MemorySegment values) {
    return Tensor.matrix(argument, op.rows(), op.classes(), values);
  }

  /** Sizes with ones in front. */
  private static long[] sizes(Shape shape, int rank) {
    var sizes = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      int own = axis - (rank - shape.rank());
      sizes[axis] = own < 0 ? 1 : shape.size(own);
    }
    return sizes;
  }

  private static Tensor dense(int argument, long[] sizes, Optional<MemorySegment> values) {
    var strides = new long[sizes.length];
    long stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return new Tensor(argument, sizes, strides, values);
  }
}
