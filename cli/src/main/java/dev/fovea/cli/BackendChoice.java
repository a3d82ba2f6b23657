package dev.fovea.cli;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.backend.Precision;

/** Opens the backend that {@code --backend} and {@code --threads} ask for. */
final class BackendChoice {
  private BackendChoice() {}

  /**
   * Opens a backend.
   *
   * @param name its name, or null for the best that opens
   * @param threads its threads, or null for the default
   */
  static Backend open(String name, Integer threads) {
    return open(name, threads, null);
  }

  /**
   * Opens a backend of which sums of products are asked so exactly and no more.
   *
   * @param precision how exactly, or null for the default
   */
  static Backend open(String name, Integer threads, Precision precision) {
    var options = BackendOptions.defaults();
    options = threads == null ? options : options.withThreads(threads);
    options = precision == null ? options : options.withPrecision(precision);
    return name == null ? Backends.open(options) : Backends.open(name, options);
  }
}
