package dev.fovea.conformance.cases;

import dev.fovea.backend.Backend;

/** How an SPI method is called. */
@FunctionalInterface
public interface Call {
  /** Calls it on operands that lie on the backend. */
  void run(Backend backend, Buffers operands);
}
