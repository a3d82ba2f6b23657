package dev.fovea.bench.peers.torch;

import dev.fovea.backend.Buffer;
import dev.fovea.backend.op.Shape;
import dev.fovea.bench.peers.NativeMemory;
import dev.fovea.bench.work.NetworkGraph;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.engine.graph.Constant;
import dev.fovea.engine.graph.Operand;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A network's weights, read from Fovea's layout into libtorch's order of axes. */
record TorchWeights(NetworkGraph graph, List<MemorySegment> inputs) {
  /** {@code [KH,KW,C/groups,F]} as {@code [F,C/groups,KH,KW]}. */
  Tensor filters(Operand weights) {
    return values(weights).permute(3, 2, 0, 1);
  }

  /**
   * {@code [inputs,outputs]} as {@code [outputs,inputs]}; the inputs of an image that was flattened
   * are taken channel by channel.
   */
  Tensor matrix(Operand weights, Shape source) {
    var values = values(weights);
    if (source.rank() != 4) {
      return values.permute(1, 0).contiguous();
    }
    long outputs = values.size(1);
    return values
        .view(source.size(1), source.size(2), source.size(3), outputs)
        .permute(3, 2, 0, 1)
        .reshape(outputs, -1)
        .contiguous();
  }

  /** One value per channel. */
  Tensor vector(Operand bias) {
    return values(bias).clone();
  }

  private Tensor values(Operand operand) {
    return switch ((Constant) operand) {
      case Constant.Given given -> given(given.buffer());
      case Constant.ScaledWeights scaled ->
          given(scaled.weights()).mul(scale(scaled.normalization()));
      case Constant.NormalizedBias bias -> normalized(bias);
    };
  }

  /** {@code gamma / sqrt(variance + epsilon)} */
  private Tensor scale(Constant.Normalization by) {
    var deviation = given(by.variance()).add(new Scalar(by.op().epsilon())).sqrt();
    return given(by.gamma()).div(deviation);
  }

  private Tensor normalized(Constant.NormalizedBias bias) {
    var by = bias.normalization();
    var mean = given(by.mean());
    var centred = bias.bias() == null ? mean.neg() : given(bias.bias()).sub(mean);
    return centred.mul(scale(by)).add(given(by.beta()));
  }

  /** Fovea's own memory, as it is. */
  private Tensor given(Buffer buffer) {
    int position = graph.position(buffer);
    var shape = graph.shapes().get(position);
    var sizes = Arrays.stream(shape.sizes()).asLongStream().toArray();
    var memory = inputs.get(NetworkWork.FIRST_WEIGHTS + position);
    return torch.from_blob(NativeMemory.at(memory), sizes);
  }
}
