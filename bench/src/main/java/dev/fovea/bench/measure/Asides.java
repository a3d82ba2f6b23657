package dev.fovea.bench.measure;

import dev.fovea.backend.FoveaException;
import dev.fovea.bench.peers.Peer;
import dev.fovea.bench.work.NetworkWork;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Starts a {@link Probe} for each network and each contender that lives in one process. */
public final class Asides {
  private final List<String> jvmFlags;

  /**
   * Measures with these flags.
   *
   * @param jvmFlags flags of each process
   */
  public Asides(List<String> jvmFlags) {
    this.jvmFlags = List.copyOf(jvmFlags);
  }

  /** One for each of the plan's rows that is a network. */
  public List<Aside> of(Plan plan) {
    var asides = new ArrayList<Aside>();
    for (int row : plan.rows()) {
      if (plan.suite().cases().get(row).work() instanceof NetworkWork) {
        asides.add(aside(plan, row));
      }
    }
    return asides;
  }

  private Aside aside(Plan plan, int row) {
    var entry = plan.suite().cases().get(row);
    var fovea = probe(plan, row, List.of());
    var peers = new LinkedHashMap<String, Long>();
    for (var peer : plan.peers(entry)) {
      if (peer.sharesProcess()) {
        peers.put(peer.id(), probe(plan, row, List.of(peer)).getFirst());
      }
    }
    boolean timed = fovea.size() > 1;
    return new Aside(
        entry.name(), fovea.get(0), peers, timed ? fovea.get(1) : 0, timed ? fovea.get(2) : 0);
  }

  private List<Long> probe(Plan plan, int row, List<Peer> peer) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    command.addAll(List.of(plan.suite().id(), String.valueOf(row), String.valueOf(plan.threads())));
    peer.forEach(one -> command.add(one.id()));
    try {
      var process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
      try (var output = process.inputReader()) {
        var numbers = output.lines().map(Long::valueOf).toList();
        if (process.waitFor() == 0 && !numbers.isEmpty()) {
          return numbers;
        }
      }
      throw new FoveaException("bench: a probe failed: " + String.join(" ", command));
    } catch (IOException e) {
      throw new FoveaException("bench: a probe can't be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FoveaException("bench: interrupted", e);
    }
  }
}
