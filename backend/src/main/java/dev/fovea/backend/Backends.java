package dev.fovea.backend;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds and opens backends. What it opens checks every operand before a kernel sees it. */
public final class Backends {
  private Backends() {}

  /** All that are on the path, best rank first, whether they open or not. */
  public static List<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(BackendProvider::rank).reversed())
        .toList();
  }

  /** Opens the best backend that opens here, with default options. */
  public static Backend open() {
    return open(BackendOptions.defaults());
  }

  /** Opens the best backend that opens here. */
  public static Backend open(BackendOptions options) {
    return providers().stream()
        .filter(provider -> provider.unavailable().isEmpty())
        .findFirst()
        .map(provider -> checked(provider.open(options)))
        .orElseThrow(
            () ->
                new BackendUnavailableException(
                    "no backend opens here: add fovea-kernels-java to the module path"));
  }

  /**
   * Opens a backend by name.
   *
   * @throws BackendUnavailableException if there is none of that name, or it can't open
   */
  public static Backend open(String name, BackendOptions options) {
    var providers = providers();
    var provider =
        providers.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new BackendUnavailableException(
                        "unknown backend: "
                            + name
                            + "; there are: "
                            + providers.stream()
                                .map(BackendProvider::name)
                                .collect(Collectors.joining(", "))));
    provider
        .unavailable()
        .ifPresent(
            reason -> {
              throw new BackendUnavailableException(name + ": " + reason);
            });
    return checked(provider.open(options));
  }

  /** Wraps a backend of one's own, so that its operands are checked as those of any other. */
  public static Backend checked(Backend backend) {
    return backend instanceof CheckedBackend ? backend : new CheckedBackend(backend);
  }
}
