package dev.fovea.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** The GPU kernels that run on the CPU, which the build leaves out where there is no g++. */
public final class Emulation {
  /** Where tests find whether they can run on it. */
  public static final String BUILT = "dev.fovea.bench.Emulation#built";

  /** Why they can't. */
  public static final String MISSING = "the emulation was not built: no g++ on the PATH";

  private Emulation() {}

  /** Whether there is one to load. */
  public static boolean built() {
    return Files.exists(
        Path.of(System.getProperty("fovea.cuda.emulated"), "libjnifovea_kernels.so"));
  }
}
