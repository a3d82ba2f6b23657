package dev.fovea.bench.peers.guests;

import dev.fovea.bench.onnx.ChannelsFirst;
import dev.fovea.bench.onnx.OnnxFile;
import dev.fovea.bench.work.NetworkWork;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** ONNX Runtime: next to other native libraries it was seen to crash when it closes. */
public final class OnnxRuntime extends GuestPeer {
  /** A peer that has not started. */
  public OnnxRuntime() {
    super("onnxruntime", "dev.fovea.bench.guest.onnxruntime.OnnxRuntimeGuest");
  }

  @Override
  boolean takes(NetworkWork work) {
    return !work.training();
  }

  @Override
  void write(Path folder, NetworkWork work, List<MemorySegment> inputs) throws IOException {
    var graph = work.graph();
    OnnxFile.write(folder.resolve("network.onnx"), graph, inputs);
    new ChannelsFirst(graph, inputs).images().writeTo(folder.resolve("images"));
  }
}
