package dev.fovea.bench.peers.torch;

import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.NetworkWork;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A network's forward pass in inference mode, batch norm in the weights. */
final class TorchInference implements Contender {
  private final TorchNetwork network;
  private final Tensor images;
  private final int threads;
  private float[] logits;

  TorchInference(NetworkWork work, Layout layout, List<MemorySegment> inputs, int threads) {
    this.threads = threads;
    try (var _ = new InferenceMode(true)) {
      var graph = work.graph().fused();
      network = new TorchNetwork(graph, new TorchWeights(graph, inputs), layout);
      images = Values.images(work.shape(), inputs.getFirst(), layout);
    }
  }

  @Override
  public void begin() {
    torch.set_num_threads(threads);
  }

  @Override
  public void run() {
    try (var _ = new PointerScope();
        var _ = new InferenceMode(true)) {
      logits = Values.floats(network.forward(images));
    }
  }

  @Override
  public Optional<float[]> result() {
    return Optional.of(logits);
  }

  @Override
  public void close() {
    images.close();
    network.close();
  }
}
