package dev.fovea.cli;

import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.BackendProvider;
import dev.fovea.backend.Backends;
import dev.fovea.backend.FoveaException;
import dev.fovea.cli.plots.Fonts;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What this machine offers, section by section. */
final class Doctor {
  private static final int LABEL = 12;

  private final PrintStream out;
  private final VirtualMachine machine = new VirtualMachine();

  Doctor(PrintStream out) {
    this.out = out;
  }

  /** Prints all, and returns 0 if a backend other than the reference opens. */
  int run() {
    print("Java", java());
    print("Processor", processor());
    print("Memory", memory());
    print("Pictures", pictures());
    print("Settings", settings());
    out.println("Backends, best first");
    boolean fast = false;
    for (var provider : Backends.providers()) {
      fast |= describe(provider) && provider.rank() > 0;
    }
    out.println();
    out.println(
        fast
            ? "All is well."
            : "Only the slow reference backend opens here: see above for what is missing.");
    return fast ? 0 : 1;
  }

  private Map<String, String> java() {
    var rows = new LinkedHashMap<String, String>();
    rows.put("version", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    rows.put("machine", System.getProperty("java.vm.name"));
    rows.put("JIT", machine.jit());
    rows.put("home", System.getProperty("java.home"));
    return rows;
  }

  private Map<String, String> processor() {
    var rows = new LinkedHashMap<String, String>();
    rows.put("model", VirtualMachine.processorModel());
    rows.put("available", Runtime.getRuntime().availableProcessors() + " processors");
    rows.put("vectors", machine.vectors());
    rows.put("FMA", machine.fusedMultiplyAdd());
    return rows;
  }

  private Map<String, String> memory() {
    var rows = new LinkedHashMap<String, String>();
    var limit = BackendOptions.defaults().memoryLimit();
    rows.put("machine", machine.memory());
    rows.put("Java heap", "at most " + Units.bytes(Runtime.getRuntime().maxMemory()));
    rows.put(
        "buffers",
        limit == Long.MAX_VALUE
            ? "no limit set (fovea.memory sets one, in bytes)"
            : "at most " + Units.bytes(limit));
    return rows;
  }

  private Map<String, String> pictures() {
    return Map.of("fonts", Fonts.missing().orElse("found"));
  }

  private static Map<String, String> settings() {
    var rows = new TreeMap<String, String>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("FOVEA_")) {
                rows.put(name, value);
              }
            });
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name.toString().startsWith("fovea.")) {
                rows.put(name.toString(), value.toString());
              }
            });
    return rows.isEmpty() ? Map.of("none", "all defaults") : rows;
  }

  /** Opens it for real: a description alone could promise too much. */
  private boolean describe(BackendProvider provider) {
    var failure = provider.unavailable().or(() -> openingFails(provider));
    row(
        provider.name(),
        failure
            .map(reason -> "does not open: " + reason)
            .orElseGet(() -> "opens: " + provider.description()));
    return failure.isEmpty();
  }

  private static Optional<String> openingFails(BackendProvider provider) {
    try (var backend = provider.open(BackendOptions.defaults())) {
      backend.synchronize();
      return Optional.empty();
    } catch (FoveaException e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(Failures.of(e).sentence());
    }
  }

  private void print(String title, Map<String, String> rows) {
    out.println(title);
    rows.forEach(this::row);
    out.println();
  }

  private void row(String label, String value) {
    out.println("  " + label + " ".repeat(Math.max(1, LABEL - label.length())) + value);
  }
}
