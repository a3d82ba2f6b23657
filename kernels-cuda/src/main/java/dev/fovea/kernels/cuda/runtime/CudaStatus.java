package dev.fovea.kernels.cuda.runtime;

import dev.fovea.backend.FoveaException;
import dev.fovea.kernels.cuda.bindings.Kernels;
import java.util.Set;

/** The one gate that every status of the CUDA run-time goes through. */
public final class CudaStatus {
  /** {@code cudaErrorMemoryAllocation} */
  static final int OUT_OF_MEMORY = 2;

  /** {@code cudaErrorInsufficientDriver} */
  static final int NO_DRIVER = 35;

  /** {@code cudaErrorNoDevice} */
  static final int NO_DEVICE = 100;

  /**
   * What kernels leave that failed while they ran, such as {@code cudaErrorIllegalAddress}. Every
   * later call gets it.
   */
  private static final Set<Integer> LEFT_BY_KERNELS =
      Set.of(214, 700, 702, 710, 714, 715, 716, 717, 718, 719);

  private static final String WHOSE =
      "; an operation before this one may have left it: -Dfovea.cuda.sync=true says which";

  private CudaStatus() {}

  /** Throws unless the status is success; {@code subject} is what was called. */
  public static void check(int status, String subject) {
    if (status != 0) {
      throw failure(status, subject, LEFT_BY_KERNELS.contains(status) ? WHOSE : "");
    }
  }

  /** The same for a kernel on operands of this geometry; the text is made only for an error. */
  public static void check(int status, String kernel, Object geometry) {
    if (status != 0) {
      check(status, kernel + " " + geometry);
    }
  }

  /** The same where nothing but this kernel can have failed: what was before it has ended. */
  public static void checkAlone(int status, String kernel, Object geometry) {
    if (status != 0) {
      throw failure(status, kernel + " " + geometry, "");
    }
  }

  private static FoveaException failure(int status, String subject, String hint) {
    return new FoveaException("cuda: %s failed: %s%s".formatted(subject, describe(status), hint));
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
