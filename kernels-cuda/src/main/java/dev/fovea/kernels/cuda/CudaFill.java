package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.DataType;
import dev.fovea.backend.FillOps;
import dev.fovea.backend.RandomState;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Operation;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.memory.DeviceBuffer;

/** New content and copies, see {@link FillOps}. */
interface CudaFill extends FillOps, CudaSupport {
  @Override
  default void fill(Fill op, RandomState random, Buffer y) {
    var to = floats(y);
    launch(
        op.operation(),
        op,
        random,
        stream ->
            switch (op.kind()) {
              case CONSTANT -> Kernels.fovea_fill_float32(to, op.length(), op.a(), stream);
              case UNIFORM ->
                  Kernels.fovea_fill_uniform_float32(
                      to, op.length(), op.a(), op.b(), random.seed(), random.offset(), stream);
              case NORMAL ->
                  Kernels.fovea_fill_normal_float32(
                      to, op.length(), op.a(), op.b(), random.seed(), random.offset(), stream);
            },
        y);
  }

  @Override
  default void copy(
      Buffer source, long sourceOffset, Buffer target, long targetOffset, long length) {
    var op = new Copy(source.type(), sourceOffset, targetOffset, length);
    var from = DeviceBuffer.at(source, sourceOffset);
    var to = DeviceBuffer.at(target, targetOffset);
    long bytes = length * source.type().bytes();
    launch(
        "copy",
        op,
        stream -> Kernels.fovea_copy_on_device(to, from, bytes, stream),
        source,
        target);
  }

  /** The geometry of a copy. */
  record Copy(DataType type, long sourceOffset, long targetOffset, long length)
      implements Operation {
    @Override
    public String operation() {
      return "copy";
    }
  }
}
