package dev.fovea.kernels.cuda;

import static dev.fovea.kernels.cuda.memory.DeviceBuffer.floats;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ShapeOps;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Shape;
import dev.fovea.backend.op.Slice;
import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_move;

/** Moving elements, see {@link ShapeOps}. */
interface CudaShape extends ShapeOps, CudaSupport {
  @Override
  default void permute(Permute op, Buffer x, Buffer y) {
    move("permute", op, geometry(op, CudaShape::nativeForm), x, y);
  }

  private static fovea_move nativeForm(Permute op) {
    var from = op.input().strides();
    var permuted = op.axes().stream().mapToLong(axis -> from[axis]).toArray();
    return box(op.output(), 0, permuted, 0, op.output().strides());
  }

  /** Elements of a box that lie at offsets from the start of two tensors, with these strides. */
  private static fovea_move box(
      Shape sizes, long fromOffset, long[] from, long toOffset, long[] to) {
    var result = new fovea_move().rank(sizes.rank()).from_offset(fromOffset).to_offset(toOffset);
    for (int axis = 0; axis < sizes.rank(); axis++) {
      result
          .sizes(axis, sizes.size(axis))
          .from_strides(axis, from[axis])
          .to_strides(axis, to[axis]);
    }
    return result;
  }

  private void move(String name, Operation op, fovea_move geometry, Buffer x, Buffer y) {
    var from = floats(x);
    var to = floats(y);
    launch(name, op, stream -> Kernels.fovea_move_float32(geometry, from, to, stream), x, y);
  }

  @Override
  default void slice(Slice op, Buffer whole, Buffer part) {
    var geometry = box(op.part(), start(op), op.whole().strides(), 0, op.part().strides());
    move("slice", op, geometry, whole, part);
  }

  @Override
  default void insert(Slice op, Buffer part, Buffer whole) {
    var geometry = box(op.part(), 0, op.part().strides(), start(op), op.whole().strides());
    move("insert", op, geometry, part, whole);
  }

  /** Where the box begins in the whole tensor. */
  private static long start(Slice op) {
    var strides = op.whole().strides();
    long offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += op.start().size(axis) * strides[axis];
    }
    return offset;
  }
}
