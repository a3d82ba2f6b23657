package dev.fovea.conformance;

/**
 * What became of one case.
 *
 * @param id regenerates the case: {@code conv2d:17}, {@code conv2d:seed=123:index=77}
 * @param operation the operation: {@code conv2d}, {@code maxPool2d}
 * @param check what was held against it
 * @param status how it went
 * @param error the worst error over its bound: at most 1 if it passed, 0 for equal bits, infinite
 *     where a value is NaN, infinite or missing and should not be
 * @param geometry the operation record and the rest of the case in words
 * @param message what differs and where, or why it was skipped; empty if it passed
 */
public record Outcome(
    String id,
    String operation,
    Check check,
    Status status,
    double error,
    String geometry,
    String message) {
  /** How a case went. */
  public enum Status {
    /** Within its bounds. */
    PASSED,
    /** Beyond a bound, or thrown. */
    FAILED,
    /** The backend does not support it. */
    SKIPPED
  }
}
