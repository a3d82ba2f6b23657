package dev.fovea.bench.measure;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Precision;
import java.util.Set;

/**
 * What is measured.
 *
 * @param backend the name of Fovea's backend
 */
public record Target(String backend) {
  /** The CPU's vectors. */
  public static final Target JAVA = new Target("java");

  private static final Set<String> ON_CPU = Set.of(JAVA.backend, "reference");

  /**
   * Whether the backend has memory and arithmetic of its own, so that the CPU's limits say nothing
   * of it.
   */
  public boolean isDevice() {
    return !ON_CPU.contains(backend);
  }

  /** Opens it in a fork, whose {@code fovea.precision} says how it computes products. */
  Backend open(int threads) {
    return open(threads, BackendOptions.defaults().precision());
  }

  /** Opens it. */
  public Backend open(int threads, Precision precision) {
    var options = BackendOptions.defaults().withThreads(threads).withPrecision(precision);
    return Backends.open(backend, options);
  }
}
