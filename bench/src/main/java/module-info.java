/** Measurements of kernels against the limits of the machine. */
module dev.fovea.bench {
  requires dev.fovea.backend;
  requires dev.fovea.kernels.java;
}
