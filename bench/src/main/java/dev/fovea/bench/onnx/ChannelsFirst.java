package dev.fovea.bench.onnx;

import dev.fovea.backend.op.Shape;
import dev.fovea.bench.work.NetworkGraph;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.engine.graph.Call;
import dev.fovea.engine.graph.Operand;
import dev.fovea.engine.graph.Value;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A network's operands as most other libraries lay them out: images {@code [N,C,H,W]}, filters
 * {@code [F,C/groups,KH,KW]}, rows of a matrix that multiplies a flattened image in its order.
 *
 * @param graph the network
 * @param inputs as {@link NetworkWork#inputs} says
 */
public record ChannelsFirst(NetworkGraph graph, List<MemorySegment> inputs) {
  /** The batch of images. */
  public Permutation images() {
    return new Permutation(
        inputs.getFirst(), graph.shape(graph.input()).sizes(), new int[] {0, 3, 1, 2});
  }

  /** The weights of a convolution or product. */
  public Permutation weights(Call call) {
    int position = graph.position(call.inputs().get(1));
    var shape = graph.shapes().get(position);
    if (shape.rank() == 4) {
      return new Permutation(memory(position), shape.sizes(), new int[] {3, 2, 0, 1});
    }
    var x = graph.shape((Value) call.inputs().getFirst());
    if (x.rank() != 4) {
      return Permutation.none(memory(position), shape.sizes());
    }
    int[] sizes = {x.size(1), x.size(2), x.size(3), shape.size(1)};
    return new Permutation(memory(position), sizes, new int[] {2, 0, 1, 3});
  }

  /** One value per channel. */
  public Permutation vector(Operand operand) {
    int position = graph.position(operand);
    return Permutation.none(memory(position), graph.shapes().get(position).sizes());
  }

  /** Sizes of images, or of rows, channels first. */
  public static int[] sizes(Shape shape) {
    return shape.rank() == 4
        ? new int[] {shape.size(0), shape.size(3), shape.size(1), shape.size(2)}
        : shape.sizes();
  }

  private MemorySegment memory(int position) {
    return inputs.get(NetworkWork.FIRST_WEIGHTS + position);
  }
}
