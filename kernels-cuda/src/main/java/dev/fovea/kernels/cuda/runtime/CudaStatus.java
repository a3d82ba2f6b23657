package dev.fovea.kernels.cuda.runtime;

import dev.fovea.backend.FoveaException;
import dev.fovea.kernels.cuda.bindings.Kernels;

/** The one gate that every status of the CUDA run-time goes through. */
public final class CudaStatus {
  /** {@code cudaErrorMemoryAllocation} */
  static final int OUT_OF_MEMORY = 2;

  /** {@code cudaErrorInsufficientDriver} */
  static final int NO_DRIVER = 35;

  /** {@code cudaErrorNoDevice} */
  static final int NO_DEVICE = 100;

  private CudaStatus() {}

  /** Throws unless the status is success; {@code subject} is the kernel or what else failed. */
  public static void check(int status, String subject) {
    if (status != 0) {
      throw new FoveaException("cuda: %s failed: %s".formatted(subject, describe(status)));
    }
  }

  /** The same for a kernel on operands of this geometry; the text is made only for an error. */
  public static void check(int status, String kernel, Object geometry) {
    if (status != 0) {
      check(status, kernel + " " + geometry);
    }
  }

  /** {@code cudaErrorNoDevice (100): no CUDA-capable device is detected} */
  static String describe(int status) {
    return "%s (%d): %s"
        .formatted(
            Kernels.fovea_error_name(status).getString(),
            status,
            Kernels.fovea_error_text(status).getString());
  }
}
