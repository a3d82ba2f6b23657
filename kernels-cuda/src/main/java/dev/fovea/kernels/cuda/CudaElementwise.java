package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_binary;

/** Element by element, see {@link ElementwiseOps}. */
interface CudaElementwise extends ElementwiseOps, CudaSupport {
  @Override
  default void unary(Unary op, Buffer x, Buffer y) {
    var from = floats(x);
    var to = floats(y);
    launch(
        "unary",
        op,
        stream ->
            Kernels.fovea_unary_float32(
                kind(op), from, to, op.length(), op.alpha(), op.beta(), stream),
        x,
        y);
  }

  private static int kind(Unary op) {
    return switch (op.kind()) {
      case RELU -> Kernels.FOVEA_UNARY_RELU;
      case LEAKY_RELU -> Kernels.FOVEA_UNARY_LEAKY_RELU;
      case SIGMOID -> Kernels.FOVEA_UNARY_SIGMOID;
      case TANH -> Kernels.FOVEA_UNARY_TANH;
      case EXP -> Kernels.FOVEA_UNARY_EXP;
      case LOG -> Kernels.FOVEA_UNARY_LOG;
      case SQRT -> Kernels.FOVEA_UNARY_SQRT;
      case SQUARE -> Kernels.FOVEA_UNARY_SQUARE;
      case ABS -> Kernels.FOVEA_UNARY_ABS;
      case RECIPROCAL -> Kernels.FOVEA_UNARY_RECIPROCAL;
      case AFFINE -> Kernels.FOVEA_UNARY_AFFINE;
    };
  }

  @Override
  default void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    var input = floats(x);
    var result = floats(y);
    var from = floats(dy);
    var to = floats(dx);
    launch(
        "unaryGradient",
        op,
        stream ->
            Kernels.fovea_unary_gradient_float32(
                kind(op), input, result, from, to, op.length(), op.alpha(), op.beta(), stream),
        x,
        y,
        dy,
        dx);
  }

  @Override
  default void binary(Binary op, Buffer a, Buffer b, Buffer y) {
    var geometry = geometry(op, CudaElementwise::nativeForm);
    var left = floats(a);
    var right = floats(b);
    var to = floats(y);
    launch(
        op.operation(),
        op,
        stream -> Kernels.fovea_binary_float32(geometry, left, right, to, stream),
        a,
        b,
        y);
  }

  private static fovea_binary nativeForm(Binary op) {
    var output = op.output();
    var result = new fovea_binary().kind(kind(op)).rank(output.rank());
    for (int axis = 0; axis < output.rank(); axis++) {
      result
          .sizes(axis, output.size(axis))
          .a_strides(axis, stride(op.a(), output.rank() - axis))
          .b_strides(axis, stride(op.b(), output.rank() - axis));
    }
    return result;
  }

  /** Elements between neighbours along an axis counted from the end; 0 where it is broadcast. */
  private static long stride(Shape shape, int back) {
    int axis = shape.rank() - back;
    return axis < 0 || shape.size(axis) == 1 ? 0 : shape.elements(axis + 1, shape.rank());
  }

  private static int kind(Binary op) {
    return switch (op.kind()) {
      case ADD -> Kernels.FOVEA_BINARY_ADD;
      case SUBTRACT -> Kernels.FOVEA_BINARY_SUBTRACT;
      case MULTIPLY -> Kernels.FOVEA_BINARY_MULTIPLY;
      case DIVIDE -> Kernels.FOVEA_BINARY_DIVIDE;
      case MAXIMUM -> Kernels.FOVEA_BINARY_MAXIMUM;
      case MINIMUM -> Kernels.FOVEA_BINARY_MINIMUM;
    };
  }

  @Override
  default void axpby(Axpby op, Buffer x, Buffer y) {
    var from = floats(x);
    var to = floats(y);
    launch(
        "axpby",
        op,
        stream -> Kernels.fovea_axpby_float32(from, to, op.length(), op.alpha(), op.beta(), stream),
        x,
        y);
  }

  @Override
  default void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    var from = floats(x);
    var to = floats(y);
    launch(
        "dropout",
        op,
        random,
        stream ->
            Kernels.fovea_dropout_float32(
                from, to, op.length(), op.probability(), random.seed(), random.offset(), stream),
        x,
        y);
  }
}
