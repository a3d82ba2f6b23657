package dev.fovea.kernels.cuda.runtime;

import dev.fovea.kernels.cuda.bindings.Kernels;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * The native library: that of the jar, or, for tests, the emulation in the folder that the property
 * {@value #EMULATED} names. It is loaded once, or it is known why not.
 */
public final class CudaLibrary {
  /** The folder of the emulated library. */
  public static final String EMULATED = "fovea.cuda.emulated";

  private static final String PLATFORM = "linux-x86_64";
  private static final Optional<String> MISSING = load(System.getProperty(EMULATED));

  private CudaLibrary() {}

  /** One sentence why there is no library and what to do; empty if it is loaded. */
  public static Optional<String> missing() {
    return MISSING;
  }

  /** Whether kernels run on the CPU, for tests. */
  public static boolean emulated() {
    return System.getProperty(EMULATED) != null;
  }

  private static Optional<String> load(String emulation) {
    if (emulation != null) {
      searchFirst(emulation);
    }
    if (!Loader.getPlatform().equals(PLATFORM)) {
      return Optional.of(
          "its kernels are built for %s only: this is %s"
              .formatted(PLATFORM, Loader.getPlatform()));
    }
    if (emulation == null && !shipped()) {
      return Optional.of(MissingKernels.here().sentence());
    }
    try {
      Loader.load(Kernels.class);
      return mismatch(emulation != null);
    } catch (LinkageError e) {
      return Optional.of("its library does not load: " + e.getMessage());
    }
  }

  private static boolean shipped() {
    return Kernels.class.getResource(PLATFORM + "/libjnifovea_kernels.so") != null;
  }

  /** JavaCPP looks into the jar first, unless told otherwise before its first use. */
  private static void searchFirst(String folder) {
    System.setProperty("org.bytedeco.javacpp.pathsFirst", "true");
    Loader.loadProperties().setProperty("platform.preloadpath", folder);
  }

  private static Optional<String> mismatch(boolean emulation) {
    int version = Kernels.fovea_library_version();
    if (version != Kernels.FOVEA_KERNELS_VERSION) {
      return Optional.of(
          "its library is of another version: library=%d, jar=%d; take both from one build"
              .formatted(version, Kernels.FOVEA_KERNELS_VERSION));
    }
    if (emulation != (Kernels.fovea_is_emulated() != 0)) {
      return Optional.of(
          emulation
              ? "the library found is not an emulation: " + EMULATED + " names the wrong folder"
              : "its library is an emulation, which is for tests only: take a jar of a release");
    }
    return Optional.empty();
  }
}
