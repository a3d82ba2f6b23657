package dev.fovea.bench.peers.guests;

import dev.fovea.bench.onnx.ChannelsFirst;
import dev.fovea.bench.work.NetworkWork;
import dev.fovea.engine.models.Models;
import dev.fovea.kernels.java.machine.VectorWidth;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** Deeplearning4j, which brings older versions of libraries that other peers share. */
public final class Deeplearning4j extends GuestPeer {
  /** A peer that has not started. */
  public Deeplearning4j() {
    super("deeplearning4j", "dev.fovea.bench.guest.deeplearning4j.Deeplearning4jGuest");
  }

  @Override
  boolean takes(NetworkWork work) {
    return work.training() && work.type().equals(Models.LENET);
  }

  /** Its fastest build for this processor: with oneDNN, for as wide vectors as Fovea has. */
  @Override
  List<String> flags() {
    var build = VectorWidth.bits() >= 512 ? "-onednn-avx512" : "-onednn-avx2";
    return List.of("-Dorg.bytedeco.javacpp.platform.extension=" + build);
  }

  /** Images, and each layer's weights and bias by its number among those that have any. */
  @Override
  void write(Path folder, NetworkWork work, List<MemorySegment> inputs) throws IOException {
    var graph = work.graph();
    var operands = new ChannelsFirst(graph, inputs);
    operands.images().writeTo(folder.resolve("images"));
    int layer = 0;
    for (var call : graph.calls()) {
      if (call.takesEpilogue()) {
        operands.weights(call).writeTo(folder.resolve("weights" + layer));
        operands.vector(call.bias()).writeTo(folder.resolve("bias" + layer));
        layer++;
      }
    }
  }
}
