package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

import java.util.List;

/**
 * One {@link AdamStep} for each of several parameters.
 *
 * @param steps in the order of the parameters, at least one
 */
public record AdamSteps(List<AdamStep> steps) implements Operation {
  /** Checks the list. */
  public AdamSteps {
    steps = List.copyOf(steps);
    require(!steps.isEmpty(), "adamSteps: no parameters");
  }

  @Override
  public String operation() {
    return "adamSteps";
  }
}
