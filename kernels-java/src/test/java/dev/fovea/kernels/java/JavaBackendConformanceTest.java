package dev.fovea.kernels.java;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.BackendOptions;
import dev.fovea.backend.Backends;
import dev.fovea.conformance.BackendConformanceTest;
import dev.fovea.conformance.Conformance;
import dev.fovea.conformance.Listener;
import dev.fovea.conformance.Options;
import org.junit.jupiter.api.Test;

/** Every case of the conformance suite, and the same bits with any number of threads. */
class JavaBackendConformanceTest extends BackendConformanceTest {
  @Override
  protected Backend open() {
    return open(2);
  }

  private static Backend open(int threads) {
    return Backends.open("java", BackendOptions.defaults().withThreads(threads));
  }

  @Test
  void bitsDoNotDependOnThreads() {
    try (var one = open(1);
        var three = open(3)) {
      var report = Conformance.sameBits(three, one, Options.none(), Listener.NONE);
      assertTrue(report.passed(), report::toTable);
    }
  }
}
