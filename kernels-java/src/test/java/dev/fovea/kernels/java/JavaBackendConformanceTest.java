package dev.fovea.kernels.java;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.conformance.BackendConformanceTest;

/** Every case of the conformance suite, and the same bits with any number of threads. */
class JavaBackendConformanceTest extends BackendConformanceTest {
  @Override
  protected Backend open() {
    return open(3);
  }

  @Override
  protected Backend openAgain() {
    return open(1);
  }

  private static Backend open(int threads) {
    return Backends.open("java", BackendOptions.defaults().withThreads(threads));
  }
}
