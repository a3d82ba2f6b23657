package dev.fovea.kernels.cuda;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.BackendProvider;
import dev.fovea.backend.BackendUnavailableException;
import dev.fovea.kernels.cuda.runtime.CudaLibrary;
import dev.fovea.kernels.cuda.runtime.Gpu;
import java.util.Optional;

/** Opens the first GPU; or, where tests ask for it, its emulation on the CPU. */
public final class CudaBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return CudaLibrary.emulated() ? "cuda-emulated" : "cuda";
  }

  /** Before every CPU, but nobody wants the emulation by default. */
  @Override
  public int rank() {
    return CudaLibrary.emulated() ? -1 : 20;
  }

  @Override
  public Optional<String> unavailable() {
    return CudaLibrary.missing().or(Gpu::unavailable);
  }

  @Override
  public String description() {
    return Gpu.first().toString();
  }

  @Override
  public Backend open(BackendOptions options) {
    unavailable()
        .ifPresent(
            reason -> {
              throw new BackendUnavailableException(name() + ": " + reason);
            });
    return new CudaBackend(name(), options);
  }
}
