package dev.fovea.kernels.java;

import dev.fovea.kernels.java.memory.ScratchPool;
import dev.fovea.kernels.java.parallel.Workers;

/** What every family of kernels needs from the backend that runs it. */
interface KernelSupport {
  /** The thread budget. */
  Workers workers();

  /** Working memory. */
  ScratchPool scratch();
}
