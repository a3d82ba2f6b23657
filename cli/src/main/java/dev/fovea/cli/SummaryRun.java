package dev.fovea.cli;

import dev.fovea.engine.models.Models;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Summary;
import java.io.PrintStream;

/** One run of {@code fovea summary}. */
record SummaryRun(String model, PrintStream out) {
  private static final int CLASSES = 10;

  /** Prints the table. */
  int run() {
    var type = Models.byName(model);
    try (var backend = BackendChoice.open(null, 1);
        var layer = type.create(ParameterSource.of(backend, 0), CLASSES)) {
      out.println(type.title() + " for " + CLASSES + " classes, one picture " + type.sampleShape());
      out.println();
      out.print(Summary.of(layer, type.sampleShape()));
    }
    return 0;
  }
}
