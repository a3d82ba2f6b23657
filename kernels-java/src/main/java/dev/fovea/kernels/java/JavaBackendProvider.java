package dev.fovea.kernels.java;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.BackendProvider;
import dev.fovea.kernels.java.simd.VectorMode;
import java.util.Optional;

/** Opens the CPU backend. */
public final class JavaBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "java";
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public String description() {
    return VectorMode.current().description()
        + ", "
        + BackendOptions.defaults().threads()
        + " threads";
  }

  @Override
  public Backend open(BackendOptions options) {
    return new JavaBackend(name(), options);
  }
}
