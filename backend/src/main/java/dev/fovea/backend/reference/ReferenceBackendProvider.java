package dev.fovea.backend.reference;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.BackendProvider;
import java.util.Optional;

/** Opens the reference backend, which always opens and is nobody's default. */
public final class ReferenceBackendProvider implements BackendProvider {
  static final String NAME = "reference";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public String description() {
    return "plain loops, double sums: the specification";
  }

  @Override
  public Backend open(BackendOptions options) {
    return new ReferenceBackend(options.memoryLimit());
  }
}
