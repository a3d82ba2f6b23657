package dev.fovea.engine.nn;

import dev.fovea.backend.Activation;
import java.util.Locale;

/** Words for the summary. */
final class Descriptions {
  private Descriptions() {}

  static String activation(Activation activation) {
    return switch (activation.kind()) {
      case IDENTITY -> "";
      case LEAKY_RELU -> ", leaky relu";
      default -> ", " + activation.kind().name().toLowerCase(Locale.ROOT);
    };
  }
}
