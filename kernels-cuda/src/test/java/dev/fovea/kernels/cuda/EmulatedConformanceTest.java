package dev.fovea.kernels.cuda;

import dev.fovea.backend.Backend;
import dev.fovea.conformance.BackendConformanceTest;

/** Every case of the conformance suite, through JavaCPP, on the emulated kernels. */
@NeedsEmulation
class EmulatedConformanceTest extends BackendConformanceTest {
  @Override
  protected Backend open() {
    return NeedsEmulation.Emulation.open();
  }

  /** Fibers on one processor are slow. */
  @Override
  protected int fuzz() {
    return 30;
  }

  @Override
  protected long largestWork() {
    return 10_000_000;
  }
}
