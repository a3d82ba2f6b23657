package dev.fovea.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** For tests of what is refused. */
public final class Refusals {
  private Refusals() {}

  /** Expects a {@link ShapeException} with exactly this message. */
  public static void assertRefused(String message, Runnable action) {
    assertEquals(message, assertThrows(ShapeException.class, action::run).getMessage());
  }
}
