package dev.fovea.bench.report;

import dev.fovea.bench.measure.Machine;
import dev.fovea.cli.VirtualMachine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the figures were measured on.
 *
 * @param processor its name
 * @param device what else computes, or null
 * @param java version and vendor
 * @param flags of each fork
 * @param settings environment variables that peers read
 * @param threads of each contender
 * @param limits the machine's, widest vectors first
 * @param peers versions by name
 * @param missing peers that could not take part, with the reason
 */
public record Environment(
    String processor,
    DeviceFigures device,
    String java,
    List<String> flags,
    Map<String, String> settings,
    int threads,
    List<Machine> limits,
    Map<String, String> peers,
    Map<String, String> missing) {
  private static final Pattern PEERS =
      Pattern.compile("(OPENBLAS|MKL|ONEDNN|DNNL|OMP|KMP|GOMP)_.*");

  /** This machine and this Java. */
  public static Environment here(
      DeviceFigures device,
      List<String> flags,
      int threads,
      List<Machine> limits,
      Map<String, String> peers,
      Map<String, String> missing) {
    return new Environment(
        VirtualMachine.processorModel(),
        device,
        Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        flags,
        settingsOfPeers(),
        threads,
        limits,
        peers,
        missing);
  }

  private static Map<String, String> settingsOfPeers() {
    var settings = new TreeMap<>(System.getenv());
    settings.keySet().removeIf(name -> !PEERS.matcher(name).matches());
    return settings;
  }
}
