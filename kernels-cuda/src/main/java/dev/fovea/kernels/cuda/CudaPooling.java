package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;
import static dev.fovea.kernels.cuda.memory.DeviceBuffer.ints;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.PoolingOps;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.PoolAxis;
import dev.fovea.backend.op.Window;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_pool2d;
import dev.fovea.kernels.cuda.bindings.fovea_pool_axis;

/** Pooling, see {@link PoolingOps}. */
interface CudaPooling extends PoolingOps, CudaSupport {
  private static fovea_pool2d nativeForm(Pool2d op) {
    return new fovea_pool2d()
        .n(op.n())
        .channels(op.channels())
        .rows(nativeForm(op.rows()))
        .columns(nativeForm(op.columns()))
        .count_padding(op.countPadding() ? 1 : 0);
  }

  private static fovea_pool_axis nativeForm(PoolAxis axis) {
    var result = new fovea_pool_axis().size(axis.size()).output(axis.output());
    return axis instanceof Window window
        ? result
            .adaptive(0)
            .kernel(window.kernel())
            .stride(window.stride())
            .before(window.before())
            .after(window.after())
        : result.adaptive(1);
  }

  @Override
  default void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    var geometry = geometry(op, CudaPooling::nativeForm);
    var from = floats(x);
    var to = floats(y);
    var winners = ints(indices);
    launch(
        "pool2d",
        op,
        stream ->
            switch (op.kind()) {
              case MAX -> Kernels.fovea_max_pool2d_float32(geometry, from, to, winners, stream);
              case AVERAGE -> Kernels.fovea_average_pool2d_float32(geometry, from, to, stream);
            },
        x,
        y,
        indices);
  }

  @Override
  default void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    var geometry = geometry(op, CudaPooling::nativeForm);
    var from = floats(dy);
    var winners = ints(indices);
    var to = floats(dx);
    launch(
        "pool2dGradient",
        op,
        stream ->
            switch (op.kind()) {
              case MAX ->
                  Kernels.fovea_max_pool2d_gradient_float32(geometry, from, winners, to, stream);
              case AVERAGE ->
                  Kernels.fovea_average_pool2d_gradient_float32(geometry, from, to, stream);
            },
        dy,
        indices,
        dx);
  }
}
