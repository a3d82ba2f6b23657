package dev.fovea.bench.peers.torch;

import dev.fovea.backend.op.Concat;
import dev.fovea.bench.work.NetworkWork;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How libtorch lays images out. */
enum Layout {
  /** {@code [N,C,H,W]}, row-major. */
  CONTIGUOUS,
  /** The same sizes, channels innermost in memory. */
  CHANNELS_LAST,
  /** Whatever oneDNN likes, from the first layer to the last that has images. */
  ONEDNN;

  /** Operations above which channels-last images were faster in every forward row tried. */
  private static final long LARGE = 1L << 30;

  /** Whether it is worth a trial; oneDNN's tensors can't be trained, nor joined by channel. */
  boolean takes(NetworkWork work) {
    return switch (this) {
      case CONTIGUOUS -> work.flops() < LARGE;
      case CHANNELS_LAST -> true;
      case ONEDNN ->
          !work.training()
              && work.graph().calls().stream().noneMatch(call -> call.op() instanceof Concat);
    };
  }

  /** Images or filters in this layout. */
  Tensor of(Tensor tensor) {
    return switch (this) {
      case CONTIGUOUS -> tensor.contiguous();
      case CHANNELS_LAST -> tensor.contiguous(torch.MemoryFormat.ChannelsLast);
      case ONEDNN -> tensor.contiguous().to_mkldnn();
    };
  }
}
