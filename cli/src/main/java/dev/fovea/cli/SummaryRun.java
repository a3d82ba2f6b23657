package dev.fovea.cli;

import dev.fovea.engine.models.Models;
import dev.fovea.engine.nn.ParameterSource;
import dev.fovea.engine.nn.Summary;
import java.io.PrintStream;

/** One run of {@code fovea summary}. */
record SummaryRun(String model, PrintStream out) {
  /** Prints the table. */
  int run() {
    var type = Models.byName(model);
    try (var layer = type.create(ParameterSource.withoutValues(), type.classes())) {
      out.printf(
          "%s for %d classes, one picture %s%n%n",
          type.title(), type.classes(), type.sampleShape());
      out.print(Summary.of(layer, type.sampleShape()));
    }
    return 0;
  }
}
