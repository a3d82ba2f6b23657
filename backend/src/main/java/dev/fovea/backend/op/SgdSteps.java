package dev.fovea.backend.op;

import static dev.fovea.backend.ShapeException.require;

import java.util.List;

/**
 * One {@link SgdStep} for each of several parameters.
 *
 * @param steps in the order of the parameters, at least one, with momentum all or none of them
 */
public record SgdSteps(List<SgdStep> steps) implements Operation {
  /** Checks the list. */
  public SgdSteps {
    steps = List.copyOf(steps);
    require(!steps.isEmpty(), "sgdSteps: no parameters");
    require(alike(steps), "sgdSteps: momentum for all parameters or for none: steps=%s", steps);
  }

  private static boolean alike(List<SgdStep> steps) {
    return steps.stream().map(step -> step.momentum() > 0).distinct().count() == 1;
  }

  @Override
  public String operation() {
    return "sgdSteps";
  }
}
