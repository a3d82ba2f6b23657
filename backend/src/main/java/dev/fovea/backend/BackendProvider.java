package dev.fovea.backend;

import java.util.Optional;

/** How a backend is found: a service, see {@link java.util.ServiceLoader}. */
public interface BackendProvider {
  /** The name users give: {@code java}, {@code reference}, {@code cuda}. */
  String name();

  /** Of the backends that open, the one with the highest rank is the default. */
  int rank();

  /** One sentence why it can't open here and what to do; empty if it can. */
  Optional<String> unavailable();

  /** One line on what it runs on: device, vector width, threads. */
  String description();

  /**
   * Opens a device.
   *
   * @throws BackendUnavailableException with the sentence of {@link #unavailable()}
   */
  Backend open(BackendOptions options);
}
