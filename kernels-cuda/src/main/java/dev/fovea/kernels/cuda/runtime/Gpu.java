package dev.fovea.kernels.cuda.runtime;

import static dev.fovea.kernels.cuda.runtime.CudaStatus.check;

import dev.fovea.kernels.cuda.bindings.Kernels;
import dev.fovea.kernels.cuda.bindings.fovea_device;
import java.util.Optional;
import org.bytedeco.javacpp.IntPointer;

/**
 * A GPU.
 *
 * @param name what its maker calls it
 * @param capability compute capability, {@code 10 · major + minor}: 80 for sm_80
 * @param bytes of its memory
 */
public record Gpu(String name, int capability, long bytes) {
  private static final int OLDEST_CAPABILITY = 80;

  /** One sentence why no GPU can be used and what to do; empty if one can. */
  public static Optional<String> unavailable() {
    try (var count = new IntPointer(1)) {
      int status = Kernels.fovea_device_count(count);
      return switch (status) {
        case 0 -> first().tooOld();
        case CudaStatus.NO_DRIVER -> Optional.of(noDriver(driverVersion(), status));
        case CudaStatus.NO_DEVICE ->
            Optional.of(
                "the driver finds no GPU: %s; see what nvidia-smi lists, and whether"
                        .formatted(CudaStatus.describe(status))
                    + " CUDA_VISIBLE_DEVICES hides it");
        default -> Optional.of("the GPU can't be used: " + CudaStatus.describe(status));
      };
    }
  }

  /** The first GPU that the driver lists. */
  public static Gpu first() {
    try (var found = new fovea_device()) {
      check(Kernels.fovea_device_properties(0, found), "asking for the GPU's properties");
      return new Gpu(
          found.name().getString(), 10 * found.major() + found.minor(), found.memory_bytes());
    }
  }

  Optional<String> tooOld() {
    return capability >= OLDEST_CAPABILITY
        ? Optional.empty()
        : Optional.of(
            "%s is too old: compute capability=%s, needed=%s"
                .formatted(name, dotted(capability), dotted(OLDEST_CAPABILITY)));
  }

  /**
   * Why the driver won't do.
   *
   * @param driver the newest CUDA that it knows, {@code 1000 · major + 10 · minor}; 0 if there is
   *     none
   */
  static String noDriver(int driver, int status) {
    int needed = runtimeVersion();
    return driver == 0
        ? "no NVIDIA driver: %s; install one for CUDA %s or newer"
            .formatted(CudaStatus.describe(status), cuda(needed))
        : "the NVIDIA driver is too old: it knows CUDA %s, the kernels need %s; update the driver"
            .formatted(cuda(driver), cuda(needed));
  }

  private static int driverVersion() {
    try (var version = new IntPointer(1)) {
      check(Kernels.fovea_driver_version(version), "asking for the driver's version");
      return version.get();
    }
  }

  private static int runtimeVersion() {
    try (var version = new IntPointer(1)) {
      check(Kernels.fovea_runtime_version(version), "asking for the version of CUDA");
      return version.get();
    }
  }

  /** {@code 1000 · major + 10 · minor} as people write it: 13.0. */
  private static String cuda(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  /** 80 as 8.0. */
  private static String dotted(int tenths) {
    return tenths / 10 + "." + tenths % 10;
  }

  @Override
  public String toString() {
    return "%s, compute capability %s, %.1f GiB"
        .formatted(name, dotted(capability), bytes / (double) (1 << 30));
  }
}
