package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;

/** The reference agrees with itself: every case runs, and its gradients are the differences'. */
class ReferenceConformanceTest extends BackendConformanceTest {
  @Override
  protected Backend open() {
    return Backends.open("reference", BackendOptions.defaults());
  }

  @Override
  protected int fuzz() {
    return 15;
  }

  @Override
  protected long largestWork() {
    return 10_000_000;
  }
}
