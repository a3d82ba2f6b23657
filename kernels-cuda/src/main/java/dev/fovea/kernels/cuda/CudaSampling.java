package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;
import static dev.fovea.kernels.cuda.memory.DeviceBuffer.ints;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ShapeOps;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_gather;
import dev.fovea.kernels.cuda.bindings.fovea_resize2d;

/** Resizing and gathering, see {@link ShapeOps}. */
interface CudaSampling extends ShapeOps, CudaSupport {
  private static fovea_resize2d nativeForm(Resize2d op) {
    return new fovea_resize2d()
        .bilinear(op.mode() == Resize2d.Mode.BILINEAR ? 1 : 0)
        .n(op.n())
        .height(op.height())
        .width(op.width())
        .output_height(op.outputHeight())
        .output_width(op.outputWidth())
        .channels(op.channels())
        .align_corners(op.alignCorners() ? 1 : 0);
  }

  @Override
  default void resize2d(Resize2d op, Buffer x, Buffer y) {
    var geometry = geometry(op, CudaSampling::nativeForm);
    var from = floats(x);
    var to = floats(y);
    launch(
        "resize2d", op, stream -> Kernels.fovea_resize2d_float32(geometry, from, to, stream), x, y);
  }

  @Override
  default void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    var geometry = geometry(op, CudaSampling::nativeForm);
    var from = floats(dy);
    var to = floats(dx);
    launch(
        "resize2dGradient",
        op,
        stream -> Kernels.fovea_resize2d_gradient_float32(geometry, from, to, stream),
        dy,
        dx);
  }

  private static fovea_gather nativeForm(Gather op) {
    return new fovea_gather().outer(op.outer()).size(op.size()).inner(op.inner()).count(op.count());
  }

  @Override
  default void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    var geometry = geometry(op, CudaSampling::nativeForm);
    var from = floats(x);
    var picked = ints(indices);
    var to = floats(y);
    launch(
        "gather",
        op,
        stream -> Kernels.fovea_gather_float32(geometry, from, picked, to, stream),
        x,
        indices,
        y);
  }

  @Override
  default void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    var geometry = geometry(op, CudaSampling::nativeForm);
    var from = floats(dy);
    var picked = ints(indices);
    var to = floats(dx);
    try (var workspace = workspace(Kernels.fovea_gather_gradient_workspace(geometry))) {
      var scratch = floats(workspace);
      launch(
          "gatherGradient",
          op,
          stream ->
              Kernels.fovea_gather_gradient_float32(geometry, from, picked, to, scratch, stream),
          dy,
          indices,
          dx,
          workspace);
    }
  }
}
