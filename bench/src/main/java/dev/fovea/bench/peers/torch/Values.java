package dev.fovea.bench.peers.torch;

import dev.fovea.backend.op.Shape;
import dev.fovea.bench.peers.NativeMemory;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Tensors' values, there and back. */
final class Values {
  private Values() {}

  /** {@code [N,H,W,C]} as {@code [N,C,H,W]}, laid out so. */
  static Tensor images(Shape shape, MemorySegment memory, Layout layout) {
    try (var _ = new PointerScope()) {
      var given =
          torch.from_blob(
              NativeMemory.at(memory), shape.size(0), shape.size(1), shape.size(2), shape.size(3));
      var images = layout.of(given.permute(0, 3, 1, 2).clone());
      images.retainReference();
      return images;
    }
  }

  /** All values, row by row. */
  static float[] floats(Tensor tensor) {
    var dense = (tensor.is_mkldnn() ? tensor.to_dense() : tensor).contiguous();
    var values = new float[Math.toIntExact(dense.numel())];
    dense.data_ptr_float().get(values);
    return values;
  }
}
