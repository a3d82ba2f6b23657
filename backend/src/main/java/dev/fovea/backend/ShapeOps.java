package dev.fovea.backend;

import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.Slice;
import java.util.List;

/** Moving elements: permutation, boxes, resizing, gathering. */
public interface ShapeOps {
  /** See {@link Permute}. Its gradient is {@link Permute#inverse()}. */
  void permute(Permute op, Buffer x, Buffer y);

  /** Reads a box: {@code part[i…] = whole[i + start…]}. */
  void slice(Slice op, Buffer whole, Buffer part);

  /** Writes a box and leaves the rest of {@code whole} as it is. */
  void insert(Slice op, Buffer part, Buffer whole);

  /** See {@link Concat}. Its gradient is a slice per input. */
  default void concat(Concat op, List<Buffer> inputs, Buffer y) {
    for (int i = 0; i < inputs.size(); i++) {
      insert(op.part(i), inputs.get(i), y);
    }
  }

  /** See {@link Resize2d}. */
  void resize2d(Resize2d op, Buffer x, Buffer y);

  /** {@code dx = ∂(Σ y·dy)/∂x}; dx is overwritten. */
  void resize2dGradient(Resize2d op, Buffer dy, Buffer dx);

  /** See {@link Gather}. */
  void gather(Gather op, Buffer x, Buffer indices, Buffer y);

  /** {@code dx[o,index[j],i] += dy[o,j,i]} on zeros, in the order of j; dx is overwritten. */
  void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx);
}
