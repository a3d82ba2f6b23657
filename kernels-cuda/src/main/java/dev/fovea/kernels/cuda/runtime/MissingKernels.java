package dev.fovea.kernels.cuda.runtime;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * Why a build may have no GPU kernels, and how to get them.
 *
 * @param device whether there is an NVIDIA device; {@code ./fovea} builds no kernels without one
 * @param nvcc whether {@code nvcc} is on the PATH
 * @param hostCompiler whether {@code g++} is on the PATH
 */
record MissingKernels(boolean device, boolean nvcc, boolean hostCompiler) {
  /** The same file as in {@code ./fovea}. */
  private static final Path DEVICE = Path.of("/dev/nvidiactl");

  /** What this machine has. */
  static MissingKernels here() {
    return new MissingKernels(Files.exists(DEVICE), onPath("nvcc"), onPath("g++"));
  }

  /** One sentence. */
  String sentence() {
    var compilers = new ArrayList<String>();
    if (!nvcc) {
      compilers.add("nvcc (CUDA toolkit, 12.4 or newer)");
    }
    if (!hostCompiler) {
      compilers.add("g++ (12 or newer)");
    }
    var install =
        compilers.isEmpty() ? "" : "install " + String.join(" and ", compilers) + ", then ";
    return device
        ? "this build has no GPU kernels: %srun mvn package".formatted(install)
        : "no NVIDIA device (%s) is here, and this build has no GPU kernels: to build them for another machine, %srun ./fovea pack-gpu"
            .formatted(DEVICE, install);
  }

  private static boolean onPath(String tool) {
    var path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (var folder : path.split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, tool))) {
        return true;
      }
    }
    return false;
  }
}
