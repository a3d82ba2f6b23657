package dev.fovea.kernels.cuda;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Tests that run kernels on the CPU: skipped where the emulation was not built, for want of g++.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "dev.fovea.kernels.cuda.NeedsEmulation$Emulation#built",
    disabledReason = "the emulation was not built: no g++ on the PATH")
public @interface NeedsEmulation {
  /** The emulation. */
  final class Emulation {
    private Emulation() {}

    /** Whether there is one to load. */
    public static boolean built() {
      var folder = System.getProperty("fovea.cuda.emulated");
      return folder != null && Files.exists(Path.of(folder, "libjnifovea_kernels.so"));
    }

    /** Opens it. */
    public static Backend open() {
      return open(BackendOptions.defaults());
    }

    /** Opens it with other options. */
    public static Backend open(BackendOptions options) {
      return Backends.open("cuda-emulated", options);
    }
  }
}
