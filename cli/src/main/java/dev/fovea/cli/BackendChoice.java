package dev.fovea.cli;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;

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
    var defaults = BackendOptions.defaults();
    var options = threads == null ? defaults : defaults.withThreads(threads);
    return name == null ? Backends.open(options) : Backends.open(name, options);
  }
}
