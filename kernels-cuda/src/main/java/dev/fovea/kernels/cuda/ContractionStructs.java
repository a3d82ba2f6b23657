package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.Precision;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_conv2d;
import dev.fovea.kernels.cuda.bindings.fovea_epilogue;
import dev.fovea.kernels.cuda.bindings.fovea_gemm;

/** Products and convolutions as {@code fovea_kernels.h} has them. */
final class ContractionStructs {
  private final int precision;

  ContractionStructs(Precision precision) {
    this.precision =
        switch (precision) {
          case FLOAT32 -> Kernels.FOVEA_FLOAT32_WINOGRAD;
          case STRICT_FLOAT32 -> Kernels.FOVEA_FLOAT32;
          case TF32 -> Kernels.FOVEA_TF32;
          case BFLOAT16 -> Kernels.FOVEA_BF16;
        };
  }

  fovea_gemm gemm(Gemm op) {
    return new fovea_gemm()
        .batch(op.batch())
        .m(op.m())
        .n(op.n())
        .k(op.k())
        .transpose_a(flag(op.transposeA()))
        .transpose_b(flag(op.transposeB()))
        .stride_a(op.strideA())
        .stride_b(op.strideB())
        .stride_y(op.strideY())
        .batch_stride_a(op.batchStrideA())
        .batch_stride_b(op.batchStrideB())
        .batch_stride_y(op.batchStrideY())
        .alpha(op.alpha())
        .beta(op.beta())
        .precision(precision);
  }

  fovea_conv2d conv2d(Conv2d op) {
    var rows = op.rows();
    var columns = op.columns();
    return new fovea_conv2d()
        .n(op.n())
        .height(rows.size())
        .width(columns.size())
        .channels(op.channels())
        .filters(op.filters())
        .groups(op.groups())
        .kernel_height(rows.kernel())
        .kernel_width(columns.kernel())
        .stride_height(rows.stride())
        .stride_width(columns.stride())
        .top(rows.before())
        .left(columns.before())
        .dilation_height(rows.dilation())
        .dilation_width(columns.dilation())
        .output_height(rows.output())
        .output_width(columns.output())
        .edge_padding(flag(op.padding() == Conv2d.Padding.EDGE))
        .precision(precision);
  }

  static fovea_epilogue epilogue(Epilogue epilogue) {
    return new fovea_epilogue()
        .bias(floats(epilogue.bias()))
        .addend(floats(epilogue.addend()))
        .activation(kind(epilogue.activation()))
        .slope(epilogue.activation().slope());
  }

  private static int kind(Activation activation) {
    return switch (activation.kind()) {
      case IDENTITY -> Kernels.FOVEA_IDENTITY;
      case RELU -> Kernels.FOVEA_RELU;
      case LEAKY_RELU -> Kernels.FOVEA_LEAKY_RELU;
      case SIGMOID -> Kernels.FOVEA_SIGMOID;
      case TANH -> Kernels.FOVEA_TANH;
    };
  }

  private static int flag(boolean set) {
    return set ? 1 : 0;
  }
}
