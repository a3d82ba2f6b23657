package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Activation;
import dev.fovea.backend.Buffer;
import dev.fovea.backend.ContractionOps;
import dev.fovea.backend.Epilogue;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.Gemm;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_epilogue;
import dev.fovea.kernels.cuda.memory.DeviceBuffer;

/** Matrix products and convolutions, see {@link ContractionOps}. */
interface CudaContraction extends ContractionOps, CudaSupport {
  /** The native form of products and convolutions. */
  ContractionStructs contractions();

  @Override
  default void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    var geometry = geometry(op, contractions()::gemm);
    var finish = nativeForm(epilogue);
    var left = floats(a);
    var right = floats(b);
    var result = floats(y);
    try (var workspace = workspace(Kernels.fovea_gemm_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          "gemm",
          op,
          epilogue.activation(),
          stream ->
              Kernels.fovea_gemm_float32(geometry, left, right, finish, result, scratch, stream),
          a,
          b,
          epilogue.bias(),
          epilogue.addend(),
          y,
          workspace);
    }
  }

  @Override
  default void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    var geometry = geometry(op, contractions()::conv2d);
    var finish = nativeForm(epilogue);
    var image = floats(x);
    var filters = floats(w);
    var result = floats(y);
    try (var workspace = workspace(Kernels.fovea_conv2d_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          "conv2d",
          op,
          epilogue.activation(),
          stream ->
              Kernels.fovea_conv2d_float32(
                  geometry, image, filters, finish, result, scratch, stream),
          x,
          w,
          epilogue.bias(),
          epilogue.addend(),
          y,
          workspace);
    }
  }

  @Override
  default void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    inputGradient("conv2dInputGradient", op, dy, w, Epilogue.NONE, dx);
  }

  @Override
  default void convTranspose2d(
      ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    inputGradient("convTranspose2d", op.convolution(), x, w, epilogue, y);
  }

  private void inputGradient(
      String name, Conv2d op, Buffer dy, Buffer w, Epilogue epilogue, Buffer dx) {
    var geometry = geometry(op, contractions()::conv2d);
    var finish = nativeForm(epilogue);
    var gradient = floats(dy);
    var filters = floats(w);
    var result = floats(dx);
    try (var workspace = workspace(Kernels.fovea_conv2d_input_gradient_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          name,
          op,
          epilogue.activation(),
          stream ->
              Kernels.fovea_conv2d_input_gradient_float32(
                  geometry, gradient, filters, finish, result, scratch, stream),
          dy,
          w,
          epilogue.bias(),
          epilogue.addend(),
          dx,
          workspace);
    }
  }

  @Override
  default void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    var geometry = geometry(op, contractions()::conv2d);
    var image = floats(x);
    var gradient = floats(dy);
    var result = floats(dw);
    try (var workspace = workspace(Kernels.fovea_conv2d_weight_gradient_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          "conv2dWeightGradient",
          op,
          stream ->
              Kernels.fovea_conv2d_weight_gradient_float32(
                  geometry, image, gradient, result, scratch, stream),
          x,
          dy,
          dw,
          workspace);
    }
  }

  /** The native form of an epilogue, or null for none. */
  private fovea_epilogue nativeForm(Epilogue epilogue) {
    return epilogue.isNone()
        ? null
        : geometry(
            new EpilogueKey(
                DeviceBuffer.address(epilogue.bias()),
                DeviceBuffer.address(epilogue.addend()),
                epilogue.activation()),
            key -> ContractionStructs.epilogue(epilogue));
  }

  /** Epilogues are alike if their operands lie at the same addresses. */
  record EpilogueKey(long bias, long addend, Activation activation) {}
}
