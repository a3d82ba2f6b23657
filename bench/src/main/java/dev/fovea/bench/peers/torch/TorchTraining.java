package dev.fovea.bench.peers.torch;

import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.NetworkWork;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Training steps of a network on one batch: libtorch's autograd and its plain gradient descent. */
final class TorchTraining implements Contender {
  private final TorchNetwork network;
  private final Supplier<TorchNetwork> untrained;
  private final SGD optimizer;
  private final Tensor images;
  private final Tensor labels;
  private final int threads;

  TorchTraining(NetworkWork work, Layout layout, List<MemorySegment> inputs, int threads) {
    this.threads = threads;
    var graph = work.graph().fused();
    untrained = () -> new TorchNetwork(graph, new TorchWeights(graph, inputs), layout);
    network = untrained.get();
    network.weights().forEach(weight -> weight.set_requires_grad(true));
    images = Values.images(work.shape(), inputs.get(0), layout);
    labels =
        Tensor.create(
            Arrays.stream(inputs.get(1).toArray(ValueLayout.JAVA_INT)).asLongStream().toArray());
    optimizer =
        new SGD(
            new TensorVector(network.weights().toArray(Tensor[]::new)),
            new SGDOptions(NetworkWork.LEARNING_RATE));
  }

  @Override
  public void begin() {
    torch.set_num_threads(threads);
  }

  @Override
  public void run() {
    try (var _ = new PointerScope()) {
      optimizer.zero_grad();
      var logits = network.forward(images);
      torch.cross_entropy_loss(logits, labels).backward();
      optimizer.step();
    }
  }

  @Override
  public void reset() {
    try (var _ = new NoGradGuard();
        var first = untrained.get()) {
      for (int i = 0; i < first.weights().size(); i++) {
        network.weights().get(i).copy_(first.weights().get(i));
      }
    }
  }

  /** The gradient of the first filters. */
  @Override
  public Optional<float[]> result() {
    try (var _ = new PointerScope()) {
      return Optional.of(Values.floats(network.weights().getFirst().grad().permute(2, 3, 1, 0)));
    }
  }

  @Override
  public void close() {
    optimizer.close();
    images.close();
    labels.close();
    network.close();
  }
}
