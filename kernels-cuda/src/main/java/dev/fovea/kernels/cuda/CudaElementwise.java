package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ElementwiseOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Unary;
import dev.fovea.kernels.cuda.bindings.Kernels;

/** Element by element, see {@link ElementwiseOps}. */
interface CudaElementwise extends ElementwiseOps, CudaSupport {
  /** Whether it has kernels for an operation. */
  static boolean has(Operation op) {
    return op instanceof Unary;
  }

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
    throw CudaSupport.missing(op);
  }

  @Override
  default void axpby(Axpby op, Buffer x, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    throw CudaSupport.missing(op);
  }

  @Override
  default void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    throw CudaSupport.missing(op);
  }
}
