package dev.fovea.bench.peers.torch;

import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.work.Contender;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.bench.work.Trial;
import dev.fovea.bench.work.Work;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's C++ library through Bytedeco's bindings, by its functional interface. */
public final class LibTorch implements Peer {
  private static final Pattern VERSION = Pattern.compile("pytorch-(\\d[\\d.]*)");

  @Override
  public String id() {
    return "libtorch";
  }

  @Override
  public String version() {
    var version = VERSION.matcher(Loader.load(torch.class)); // no function tells it
    return (version.find() ? version.group(1) + ", " : "") + torch.get_cpu_capability().getString();
  }

  @Override
  public boolean takes(Work work) {
    return work instanceof NetworkWork;
  }

  /** In the fastest of the layouts that the network's operations take. */
  @Override
  public Contender prepare(Work work, List<MemorySegment> inputs, int threads) {
    var network = (NetworkWork) work;
    torch.set_num_threads(threads);
    return Arrays.stream(Layout.values())
        .filter(layout -> layout.takes(network))
        .map(layout -> open(network, layout, inputs, threads))
        .reduce(Trial::faster)
        .orElseThrow();
  }

  @Override
  public Contender prepareUntried(Work work, List<MemorySegment> inputs, int threads) {
    torch.set_num_threads(threads);
    return open((NetworkWork) work, Layout.CHANNELS_LAST, inputs, threads);
  }

  private static Contender open(
      NetworkWork work, Layout layout, List<MemorySegment> inputs, int threads) {
    return work.training()
        ? new TorchTraining(work, layout, inputs, threads)
        : new TorchInference(work, layout, inputs, threads);
  }
}
