package dev.fovea.cli;

/**
 * A failure as the user sees it.
 *
 * @param sentence what is wrong and, where there is one, the remedy
 * @param status the exit status
 */
public record Failure(String sentence, int status) {
  /** Exit status for wrong input, wrong usage, or a machine that lacks something. */
  static final int INPUT = 2;

  /** Exit status for a fault of Fovea's own, as in sysexits.h. */
  static final int FAULT = 70;
}
