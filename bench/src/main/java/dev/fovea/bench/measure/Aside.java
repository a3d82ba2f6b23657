package dev.fovea.bench.measure;

import java.util.Map;

/**
 * What a network takes besides time, each contender in a process of its own.
 *
 * @param name the row's
 * @param bytes the most memory that Fovea's process had resident
 * @param peerBytes the same of peers, by name
 * @param wholeNanos a run of Fovea's plan; 0 for a training step
 * @param kernelNanos its kernels together
 */
public record Aside(
    String name, long bytes, Map<String, Long> peerBytes, long wholeNanos, long kernelNanos) {
  /** Whether a plan was timed. */
  public boolean isPlan() {
    return wholeNanos > 0;
  }

  /** The share of a run that is not spent in kernels. */
  public double besides() {
    return 1 - (double) kernelNanos / wholeNanos;
  }

  /** Fovea's memory over a peer's: below 1, Fovea takes less. */
  public double share(String peer) {
    return (double) bytes / peerBytes.get(peer);
  }
}
