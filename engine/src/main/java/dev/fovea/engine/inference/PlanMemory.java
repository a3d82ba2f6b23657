package dev.fovea.engine.inference;

import java.util.Locale;

/**
 * Bytes of a plan. What a kernel takes while it runs is not counted.
 *
 * @param constants weights and biases
 * @param arena what intermediate results share
 * @param activations what they would take, each on its own, the plan's result included
 * @param alive the most that is in use at one time: no arena can be smaller
 */
public record PlanMemory(long constants, long arena, long activations, long alive) {
  /** One line, in MiB. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "constants %.1f MiB, arena %.1f MiB for activations of %.1f MiB (at most %.1f MiB at once)",
        mebibytes(constants),
        mebibytes(arena),
        mebibytes(activations),
        mebibytes(alive));
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
