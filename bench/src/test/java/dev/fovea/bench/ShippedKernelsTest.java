package dev.fovea.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The emulated kernels are for tests: no jar holds them. */
class ShippedKernelsTest {
  private static final String LIBRARY =
      "dev/fovea/kernels/cuda/bindings/linux-x86_64/libjnifovea_kernels.so";

  /** The section that nvcc puts GPU code into. */
  private static final String GPU_CODE = ".nv_fatbin";

  private static Path jar() throws IOException {
    try (var files = Files.list(Path.of("..", "kernels-cuda", "target"))) {
      var jars =
          files
              .filter(file -> file.toString().endsWith("SNAPSHOT.jar"))
              .filter(file -> file.getFileName().toString().startsWith("fovea-kernels-cuda"))
              .toList();
      assumeTrue(jars.size() == 1, "kernels-cuda is not packaged: run mvn package");
      return jars.getFirst();
    }
  }

  @Test
  void theJarHoldsGpuKernelsOrNone() throws IOException {
    try (var jar = new JarFile(jar().toFile())) {
      var libraries =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".so") || name.endsWith(".a"))
              .toList();
      assertTrue(
          libraries.isEmpty() || libraries.equals(List.of(LIBRARY)), () -> "found " + libraries);
      if (!libraries.isEmpty()) {
        try (var library = jar.getInputStream(jar.getEntry(LIBRARY))) {
          var bytes = new String(library.readAllBytes(), StandardCharsets.ISO_8859_1);
          assertTrue(bytes.contains(GPU_CODE), "a library without GPU code");
        }
      }
    }
  }
}
