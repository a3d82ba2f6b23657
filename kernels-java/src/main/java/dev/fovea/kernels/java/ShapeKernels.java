package dev.fovea.kernels.java;

import static dev.fovea.backend.memory.HostBuffer.segment;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.ShapeOps;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Slice;
import dev.fovea.kernels.java.shape.Gathering;
import dev.fovea.kernels.java.shape.Resizing;
import dev.fovea.kernels.java.shape.StridedCopy;

/** Moving elements, see {@link ShapeOps}. */
interface ShapeKernels extends ShapeOps, KernelSupport {
  @Override
  default void permute(Permute op, Buffer x, Buffer y) {
    StridedCopy.permute(op, segment(x), segment(y), workers());
  }

  @Override
  default void slice(Slice op, Buffer whole, Buffer part) {
    StridedCopy.slice(op, segment(whole), segment(part), workers());
  }

  @Override
  default void insert(Slice op, Buffer part, Buffer whole) {
    StridedCopy.insert(op, segment(part), segment(whole), workers());
  }

  @Override
  default void resize2d(Resize2d op, Buffer x, Buffer y) {
    Resizing.forward(op, segment(x), segment(y), workers(), scratch());
  }

  @Override
  default void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    Resizing.gradient(op, segment(dy), segment(dx), workers(), scratch());
  }

  @Override
  default void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    Gathering.forward(op, segment(x), segment(indices), segment(y), workers());
  }

  @Override
  default void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    Gathering.gradient(op, segment(dy), segment(indices), segment(dx), workers());
  }
}
