package dev.fovea.bench;

import dev.fovea.bench.peers.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which peers can take part here.
 *
 * @param present those whose native libraries load
 * @param versions their versions by name
 * @param missing why the others can't, by name
 */
record RollCall(List<Peer> present, Map<String, String> versions, Map<String, String> missing) {
  /** Loads each peer's library. */
  static RollCall of(List<Peer> wanted) {
    var roll = new RollCall(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    for (var peer : wanted) {
      try {
        roll.versions.put(peer.id(), peer.version());
        roll.present.add(peer);
      } catch (LinkageError | RuntimeException e) {
        var reason = String.valueOf(root(e).getMessage()).lines().findFirst().orElse("").strip();
        roll.missing.put(peer.id(), "its native library does not load here: " + reason);
      }
    }
    return roll;
  }

  /** What names the file that is missing. */
  private static Throwable root(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
