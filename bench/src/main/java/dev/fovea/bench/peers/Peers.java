package dev.fovea.bench.peers;

import dev.fovea.bench.peers.cuda.Cublas;
import dev.fovea.bench.peers.cuda.Cudnn;
import dev.fovea.bench.peers.guests.Deeplearning4j;
import dev.fovea.bench.peers.guests.OnnxRuntime;
import dev.fovea.bench.peers.torch.LibTorch;
import java.util.List;
import java.util.Optional;

/** All peers. */
public final class Peers {
  private static final List<Peer> ALL =
      List.of(
          new OpenBlas(),
          new Mkl(),
          new OneDnn(),
          new Cublas(),
          new Cudnn(),
          new LibTorch(),
          new OnnxRuntime(),
          new Deeplearning4j());

  private Peers() {}

  /** All peers, in the order of the tables' columns. */
  public static List<Peer> all() {
    return ALL;
  }

  /** The peer of that name. */
  public static Optional<Peer> find(String id) {
    return ALL.stream().filter(peer -> peer.id().equals(id)).findFirst();
  }
}
